import * as z from "zod/mini";
import { DataError, OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { savedName, savedOptions } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { expectFiniteColumns } from "../data/tables/schema/columns.ts";
import { toOnnx } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import { configIn, type FolderFiles, familyIn, formatSchema, inFolder } from "../models/config.ts";
import { wholeFiles, withDigests } from "../models/digests.ts";
import { arraysIn, orBroken, required } from "../models/files.ts";
import { type Receipt, receiptSchema } from "../models/receipt.ts";
import { toSafetensors } from "../models/safetensors.ts";
import { expectSavable } from "../models/written-files.ts";
import { csvOf, historyFrom } from "../training/history.ts";
import { weightsOf } from "../training/weights.ts";
import { detectorCard } from "./card.ts";
import { Ensemble } from "./ensemble.ts";
import type { Covariance } from "./mahalanobis.ts";
import { type DetectorState, graphOf } from "./measure.ts";
import { DETECTOR, settingsOf } from "./options.ts";
import type { Histograms } from "./rarity.ts";
import { varyingColumns } from "./scaling.ts";

/** Name of the family in `config.json`. */
const FAMILY = "anomaly";

const usual = z.object({
  median: z.number(),
  spread: z.number().check(z.positive()),
  weight: z.optional(z.number().check(z.nonnegative())),
});
const units = z.array(z.number().check(z.int(), z.positive()));
const configSchema = z.object({
  format: formatSchema,
  family: z.literal(FAMILY),
  inputShape: units.check(z.length(1)),
  options: z.record(z.string(), z.unknown()),
  ensemble: z.object({ codings: units.check(z.minLength(1)), hidden: units, noise: z.number(), seed: z.number() }),
  neighbors: z.number().check(z.int(), z.nonnegative()),
  usuals: z.object({
    error: usual,
    distance: z.optional(usual),
    offCentre: usual,
    rarity: z.optional(usual),
    mahalanobis: z.optional(usual),
  }),
  precision: z.optional(z.number()),
  threshold: z.number(),
  receipt: receiptSchema,
});

/** Additional information that is saved with a detector. */
export interface DetectorSavedWith {
  /** Name of the training data. */
  readonly dataset?: string;
  /** Other options, which are saved in `config.json`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Versions of other programs, by name: `node`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Facts with which `verifyModel` compares a new training. */
  readonly receipt?: Receipt;
}

const SAVED_WITH: OptionNames<DetectorSavedWith> = { dataset: true, options: true, versions: true, receipt: true };

/** Returns the files of a detector's folder; see `detectorFiles`. */
export function filesOf(detector: DetectorState, saved: DetectorSavedWith = {}): Record<string, Uint8Array | string> {
  const { dataset = "data", options = {}, versions = {}, receipt } = knownOptions("detectorFiles", saved, SAVED_WITH);
  const { measure, usuals, calibration, history } = detector.learned;
  const { scaling, ensemble, reference, neighbors, histograms, covariance } = measure;
  const vector = (data: Float32Array) => ndarray("float32", [data.length], data);
  const metrics = Object.fromEntries(Object.entries(history.at(-1) ?? {}).filter(([, value]) => Number.isFinite(value)));
  const config = {
    format: 1,
    family: FAMILY,
    inputShape: [scaling.scale.length],
    inputDtype: "float32",
    seed: detector.settings.seed,
    versions: { codings: VERSION, ...versions },
    options: savedOptions({ ...detector.savedOptions, ...options, ...detector.settings }),
    metrics,
    ensemble: ensemble.options,
    neighbors,
    usuals,
    ...(covariance && { precision: covariance.precision }),
    threshold: calibration.threshold,
    ...(receipt && { receipt }),
  };
  const arrays = {
    ...weightsOf(ensemble),
    center: vector(scaling.center),
    scale: vector(scaling.scale),
    ...(reference && { reference }),
    ...(histograms && { histogramLow: histograms.low, histogramWidth: histograms.width, rarity: histograms.rarity }),
    ...(covariance && { covarianceMean: covariance.mean, covarianceFactor: covariance.factor }),
    held: vector(Float32Array.from(calibration.quantiles)),
  };
  expectSavable(arrays);
  return withDigests(config, {
    "model.safetensors": toSafetensors(arrays),
    "detector.onnx": toOnnx(graphOf(detector)),
    "README.md": detectorCard(detector, savedName(dataset)),
    "history.csv": csvOf(history),
  });
}

/** Names of the files that `detectorFrom` reads. */
export const DETECTOR_FILES: readonly string[] = ["config.json", "model.safetensors", "history.csv"];

/** Reads the state of a detector from the files of its folder. @throws like `detectorFrom`. */
export function stateIn(files: FolderFiles, path = ""): DetectorState {
  const family = familyIn(files, path);
  if (family !== FAMILY)
    throw new OptionError(
      `${path || "This"} contains a model of the kind "${family}", not a detector of anomalies. Give the folder of one.`,
    );
  const { inputShape, options, neighbors, usuals, precision, threshold, ...config } = configIn(files, configSchema, path);
  const whole = wholeFiles(files, DETECTOR_FILES, path);
  const arrays = arraysIn(whole, path);
  const array = (name: string) => required(arrays, name, path);
  const scaling = { center: array("center").data, scale: array("scale").data };
  const columns = varyingColumns(scaling).length;
  const ensemble = new Ensemble(config.ensemble);
  ensemble.buildFor([columns]);
  const weights = ensemble.variablePaths.map((name) => array(name));
  const reference = usuals.distance && array("reference");
  const histograms: Histograms | undefined = usuals.rarity && {
    low: array("histogramLow"),
    width: array("histogramWidth"),
    rarity: array("rarity"),
  };
  const covariance: Covariance | undefined = usuals.mahalanobis && {
    mean: array("covarianceMean"),
    factor: array("covarianceFactor"),
    precision: precision ?? 0,
  };
  const ofColumns = [histograms?.low, histograms?.width, histograms?.rarity, covariance?.mean, covariance?.factor];
  const fit =
    ofColumns.every((found) => !found || found.shape[0] === columns) &&
    [scaling.center, scaling.scale].every(({ length }) => length === inputShape[0]) &&
    ensemble.variables.every(({ shape }, i) => sameShape(weights[i]!.shape, shape));
  const isReferenceFit = !reference || (reference.shape.length === 2 && reference.shape[1] === columns);
  if (!fit || !isReferenceFit)
    throw new DataError(`${inFolder(path, "model.safetensors")} doesn't fit the columns in config.json. Save the model again.`);
  ensemble.variables.forEach((variable, i) => {
    variable.value = weights[i]!.data;
  });
  const where = inFolder(path, "config.json");
  const settings = orBroken(where, "has options that a detector can't be made with", () => {
    const known = settingsOf(optionsIn(DETECTOR, options));
    if (known.table) expectFiniteColumns(known.table, where);
    return known;
  });
  const csv = whole["history.csv"];
  const history = csv ? historyFrom(new TextDecoder().decode(csv)) : [];
  const calibration = { quantiles: Array.from(array("held").data), counted: true, threshold } as const;
  return {
    settings,
    savedOptions: options,
    learned: { measure: { scaling, ensemble, reference, neighbors, histograms, covariance }, usuals, calibration, history },
  };
}
