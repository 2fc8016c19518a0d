import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromSafetensors } from "../src/models/safetensors.ts";

/** Reads what a training saved in a model folder, without the times, which differ from run to run. */
export function savedRun(folder: string) {
  const { arrays, metadata } = fromSafetensors(readFileSync(join(folder, "checkpoint.safetensors")), folder);
  const { step, epoch, batch, callbacks } = JSON.parse(metadata.training!) as Record<string, unknown>;
  const { calibration, metrics } = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
  const [header, ...lines] = readFileSync(join(folder, "history.csv"), "utf8").trim().split("\n");
  const timed = new Set(["seconds", "examplesPerSecond"]);
  const columns = header!.split(",");
  const history = lines.map((line) =>
    line
      .split(",")
      .filter((_, i) => !timed.has(columns[i]!))
      .join(),
  );
  const { seconds: _, examplesPerSecond: __, ...figures } = metrics;
  const weights = readFileSync(join(folder, "model.safetensors")).toString("base64");
  return { arrays, step, epoch, batch, callbacks, calibration, figures, history, weights };
}
