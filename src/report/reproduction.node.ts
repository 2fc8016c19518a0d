import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { savedName } from "../core/saved-name.ts";
import { digestOf } from "../data/fingerprint.node.ts";
import { datasets } from "../data/open.node.ts";
import type { ModelConfig } from "../models/index.ts";
import { dayOf } from "./day.ts";
import type { Reproduction } from "./sections/section.ts";

/** Returns facts that identify data: their source, or their size, and the checksums of their files. */
export async function dataFacts(data: string): Promise<Pick<Reproduction, "known" | "checksums">> {
  if (Object.hasOwn(datasets, data)) {
    const { source, checksums } = datasets[data]!;
    const files = Object.entries(checksums?.files ?? {});
    return {
      known: [["data", `${data}: ${source}`]],
      checksums: files.map(([file, sum]) => ({ file, checksum: `${checksums!.algorithm} ${sum}` })),
    };
  }
  const info = await stat(data).catch(() => undefined);
  if (!info?.isFile()) return { known: [["data", savedName(data)]], checksums: [] };
  return {
    known: [["data", `${savedName(data)}, ${info.size.toLocaleString("en-US")} bytes`]],
    checksums: [{ file: basename(data), checksum: `sha256 ${await digestOf(data)}` }],
  };
}

/** Returns the date, the seed and the program versions of a folder's model. */
export async function modelFacts(folder: string, { versions, seed }: ModelConfig): Promise<Reproduction["known"]> {
  const { mtime } = await stat(join(folder, "config.json"));
  const names: Readonly<Record<string, string>> = { node: "Node", runtime: "ONNX Runtime" };
  return [
    ["trained on", dayOf(mtime)],
    ["seed", String(seed)],
    ...Object.entries(versions).map(([name, version]) => [names[name] ?? name, version] as const),
  ];
}
