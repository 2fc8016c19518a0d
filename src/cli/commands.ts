import type { Command } from "commander";

/**
 * Every command by its name. A command is loaded only when it is called, so that it starts fast. To add one, add its file and a
 * line here.
 */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("./check.ts")).check(),
  train: async () => (await import("./train.ts")).train(),
  encode: async () => (await import("./encode.ts")).encode(),
  reconstruct: async () => (await import("./reconstruct.ts")).reconstruct(),
  denoise: async () => (await import("./denoise.ts")).denoise(),
  generate: async () => (await import("./generate.ts")).generate(),
  score: async () => (await import("./score.ts")).score(),
  watch: async () => (await import("./watch.ts")).watch(),
  impute: async () => (await import("./impute.ts")).impute(),
  similar: async () => (await import("./similar.ts")).similar(),
  drift: async () => (await import("./drift.ts")).drift(),
  map: async () => (await import("./map.ts")).map(),
  report: async () => (await import("./report.ts")).report(),
  verify: async () => (await import("./verify.ts")).verify(),
  export: async () => (await import("./export.ts")).exportModel(),
  figures: async () => (await import("./figures.ts")).figures(),
  data: async () => (await import("./data.ts")).data(),
  doctor: async () => (await import("./doctor.ts")).doctor(),
  demo: async () => (await import("./demo.ts")).demo(),
  studio: async () => (await import("./studio.ts")).studio(),
};
