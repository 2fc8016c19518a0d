import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ModelConfig } from "../../models/index.ts";
import { dayOf } from "../../report/index.ts";

/** What made the model, and when. */
export async function versionsOf(
  folder: string,
  { versions, seed }: ModelConfig,
): Promise<(readonly [name: string, value: string])[]> {
  const { mtime } = await stat(join(folder, "config.json"));
  const names: Readonly<Record<string, string>> = { node: "Node", runtime: "ONNX Runtime" };
  return [
    ["trained on", dayOf(mtime)],
    ["seed", String(seed)],
    ...Object.entries(versions).map(([name, version]) => [names[name] ?? name, version] as const),
  ];
}
