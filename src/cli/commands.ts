import type { Command } from "commander";

/** A command in the list of all commands, which is known without loading its file. */
export interface ListedCommand {
  readonly about: string;
  /** The arguments, as the usage has them. */
  readonly args: string;
  /** Whether it computes on the device that `--device` names. */
  readonly computes?: boolean;
  load(): Promise<Command>;
}

/**
 * Every command by its name. A command is loaded only when it is called, so that it starts fast. To add one, add its file and its
 * lines here.
 */
export const commands: Readonly<Record<string, ListedCommand>> = {
  check: {
    about: "find the cells of a table that are probably wrong",
    args: "<data>",
    computes: true,
    load: async () => (await import("./check.ts")).check(),
  },
  train: {
    about: "train an autoencoder on DATA and save it as a model folder",
    args: "<data>",
    computes: true,
    load: async () => (await import("./train.ts")).train(),
  },
  encode: {
    about: "write the codings of each example to a file, with the key columns of a table or the names of images",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./encode.ts")).encode(),
  },
  reconstruct: {
    about: "write the reconstructions of DATA, or draw the first ones below their originals",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./reconstruct.ts")).reconstruct(),
  },
  denoise: {
    about: "remove noise from DATA and write the result, or draw the first examples before and after",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./denoise.ts")).denoise(),
  },
  generate: {
    about: "generate new examples with a variational autoencoder: images, or rows of a table",
    args: "<model>",
    computes: true,
    load: async () => (await import("./generate.ts")).generate(),
  },
  score: {
    about: "score how unusual each row of DATA is, mark the outliers, and name the columns that make them unusual",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./score.ts")).score(),
  },
  watch: {
    about:
      "score readings of series as they come: JSON lines, or CSV with a header, on standard input. Each reading gives a line on stdout",
    args: "<model>",
    load: async () => (await import("./watch.ts")).watch(),
  },
  impute: {
    about: "fill the missing values of a table, from the other values of each row or with a trained model",
    args: "<source> [table]",
    computes: true,
    load: async () => (await import("./impute.ts")).impute(),
  },
  similar: {
    about: "find the rows of DATA most similar to a given row, or all near-duplicates",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./similar.ts")).similar(),
  },
  drift: {
    about: "compare new data with earlier data, and report the columns that have changed",
    args: "<earlier> <new>",
    computes: true,
    load: async () => (await import("./drift.ts")).drift(),
  },
  map: {
    about: "draw a two-dimensional map of the codings: an image, an interactive page, or a file of positions",
    args: "<model> <data>",
    computes: true,
    load: async () => (await import("./map.ts")).map(),
  },
  report: {
    about:
      "write an HTML page about a model: its data, architecture, training, errors and map, and the commands to reproduce them. For a detector of series, the page shows the intervals in which DATA are unusual, with the expected values",
    args: "<model> [data]",
    computes: true,
    load: async () => (await import("./report.ts")).report(),
  },
  verify: {
    about: "train a model again with its own options, and compare the files, the data and the weights",
    args: "<model> [data]",
    load: async () => (await import("./verify.ts")).verify(),
  },
  export: {
    about: "export a model as ONNX for other programs; the preprocessing of table columns is included",
    args: "<model>",
    load: async () => (await import("./export.ts")).exportModel(),
  },
  describe: {
    about: "describe an ONNX or safetensors file: its operators with their shapes and attributes, and its weights",
    args: "<file>",
    load: async () => (await import("./describe.ts")).describe(),
  },
  figures: {
    about: "train the lecture's models and draw its figures, each as .svg and .png",
    args: "[names...]",
    computes: true,
    load: async () => (await import("./figures.ts")).figures(),
  },
  data: {
    about: "list, download and describe datasets",
    args: "[command]",
    load: async () => (await import("./data.ts")).data(),
  },
  doctor: {
    about: "check what this machine can run, and what is missing",
    args: "",
    load: async () => (await import("./doctor.ts")).doctor(),
  },
  demo: {
    about: "train the lecture's stacked autoencoder on MNIST and draw figures 17-2, 17-4, 17-5, 17-9 in out/demo",
    args: "",
    computes: true,
    load: async () => (await import("./demo.ts")).demo(),
  },
  studio: {
    about: "start the studio, a web page on this machine to train models and to explore their codings",
    args: "[model]",
    load: async () => (await import("./studio.ts")).studio(),
  },
};
