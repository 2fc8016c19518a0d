import { join } from "node:path";
import { z } from "zod";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { VERSION } from "../core/version.ts";
import { familyOf, readArrays, readConfig, required } from "../models/folder.node.ts";
import { replaceFolder } from "../models/replace-folder.node.ts";
import { toSafetensors } from "../models/safetensors.ts";
import { csvOf } from "../training/callbacks.ts";
import { weightsOf } from "../training/weights.ts";
import { detectorCard } from "./card.ts";
import { AnomalyDetector } from "./detector.ts";
import { Ensemble } from "./ensemble.ts";
import type { AnomalyOptions } from "./options.ts";
import { varyingColumns } from "./scaling.ts";

/** What `config.json` calls a detector. */
const FAMILY = "anomaly";

const usual = z.object({ median: z.number(), spread: z.number().positive() });
const units = z.array(z.number().int().positive());
const configSchema = z.object({
  format: z.literal(1, "isn't the format of this version of codings: it is no model's, or another version's"),
  family: z.literal(FAMILY),
  inputShape: units.length(1),
  options: z.record(z.string(), z.unknown()),
  ensemble: z.object({ codings: units.min(1), hidden: units, noise: z.number(), seed: z.number() }),
  neighbors: z.number().int().positive(),
  usuals: z.object({ error: usual, distance: usual, offCentre: usual }),
  threshold: z.number(),
});

/**
 * Writes a detector's folder: config.json, model.safetensors (weights, scaling, reference rows, the scores of the rows held out), detector.onnx,
 * README.md and history.csv. It is there whole or not at all.
 * @throws DataError where the folder exists and isn't a model, or can't be written.
 */
export async function saveDetector(
  detector: AnomalyDetector,
  path: string,
  { dataset, options = {} }: { dataset: string; options?: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { measure, calibration, history } = detector.learned;
  const { scaling, ensemble, reference, neighbors } = measure;
  const { held, usuals, threshold } = calibration;
  const vector = (data: Float32Array) => ndarray("float32", [data.length], data);
  const metrics = Object.fromEntries(Object.entries(history.at(-1) ?? {}).filter(([, value]) => Number.isFinite(value)));
  const config = {
    format: 1,
    family: FAMILY,
    inputShape: [scaling.scale.length],
    inputDtype: "float32",
    seed: detector.settings.seed,
    versions: { codings: VERSION, node: process.version },
    options: { ...options, ...detector.settings },
    metrics,
    ensemble: ensemble.options,
    neighbors,
    usuals,
    threshold,
  };
  await replaceFolder(path, {
    "config.json": `${JSON.stringify(config, undefined, 2)}\n`,
    "model.safetensors": toSafetensors({
      ...weightsOf(ensemble),
      center: vector(scaling.center),
      scale: vector(scaling.scale),
      reference,
      held: vector(held),
    }),
    "detector.onnx": detector.toOnnx(),
    "README.md": detectorCard(detector, dataset),
    "history.csv": csvOf(history),
  });
}

/** The detector in a folder. @throws DataError where the folder isn't a model or is broken; OptionError where the model isn't a detector. */
export async function loadDetector(path: string): Promise<AnomalyDetector> {
  const family = await familyOf(path);
  if (family !== FAMILY)
    throw new OptionError(`${path} holds a model of the kind "${family}", not a detector of anomalies. Give the folder of one.`);
  const { inputShape, options, neighbors, usuals, threshold, ...config } = await readConfig(path, configSchema);
  const arrays = await readArrays(path);
  const array = (name: string) => required(arrays, name, path);
  const scaling = { center: array("center").data, scale: array("scale").data };
  const columns = varyingColumns(scaling).length;
  const ensemble = new Ensemble(config.ensemble);
  ensemble.buildFor([columns]);
  for (const [i, variable] of ensemble.variables.entries()) variable.value = array(ensemble.variablePaths[i]!).data;
  const reference = array("reference");
  if (scaling.scale.length !== inputShape[0] || reference.shape[1] !== columns)
    throw new DataError(`${join(path, "model.safetensors")} is of other columns than config.json says. Save the model again.`);
  const calibration = { usuals, held: array("held").data, threshold };
  return new AnomalyDetector(options as AnomalyOptions).adopt({
    measure: { scaling, ensemble, reference, neighbors },
    calibration,
    history: [],
  });
}
