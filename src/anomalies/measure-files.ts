import * as z from "zod/mini";
import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { sameShape } from "../graph/tensor.ts";
import { inFolder } from "../models/config.ts";
import { weightsOf } from "../training/weights.ts";
import { Ensemble } from "./ensemble.ts";
import type { FittedDetector, Measure } from "./measure.ts";
import { varyingColumns } from "./scaling.ts";

/** Schema of a list of positive whole numbers. */
export const unitsSchema = z.array(z.number().check(z.int(), z.positive()));

export const usualSchema = z.object({
  median: z.number(),
  spread: z.number().check(z.positive()),
  weight: z.optional(z.number().check(z.nonnegative())),
});

/** The fields of `config.json` that describe a measure. */
export const measureFields = {
  ensemble: z.object({ codings: unitsSchema.check(z.minLength(1)), hidden: unitsSchema, noise: z.number(), seed: z.number() }),
  neighbors: z.number().check(z.int(), z.nonnegative()),
  usuals: z.object({
    error: usualSchema,
    distance: z.optional(usualSchema),
    offCentre: usualSchema,
    rarity: z.optional(usualSchema),
    mahalanobis: z.optional(usualSchema),
  }),
  precision: z.optional(z.number()),
};

const measureSchema = z.object(measureFields);

/** Returns those fields for a measure. */
export const measureConfig = ({ measure, usuals }: Pick<FittedDetector, "measure" | "usuals">) => ({
  ensemble: measure.ensemble.options,
  neighbors: measure.neighbors,
  usuals,
  ...(measure.covariance && { precision: measure.covariance.precision }),
});

/** A vector as it is saved. */
export const vector = (data: Float32Array): NdArray<"float32"> => ndarray("float32", [data.length], data);

/** Returns the arrays of a measure by the names with which they are saved. */
export const measureArrays = ({ ensemble, scaling, reference, histograms, covariance }: Measure) => ({
  ...weightsOf(ensemble),
  center: vector(scaling.center),
  scale: vector(scaling.scale),
  ...(reference && { reference }),
  ...(histograms && { histogramLow: histograms.low, histogramWidth: histograms.width, rarity: histograms.rarity }),
  ...(covariance && { covarianceMean: covariance.mean, covarianceFactor: covariance.factor }),
});

/**
 * Creates a measure from its fields in `config.json` and its arrays.
 * @param array - returns an array by its name.
 * @param features - number of columns of a row.
 * @param path - path of the folder, for messages.
 * @throws DataError if the arrays don't fit the fields.
 */
export function measureFrom(
  config: z.infer<typeof measureSchema>,
  array: (name: string) => NdArray<"float32">,
  features: number,
  path: string,
): Measure {
  const { usuals, neighbors, precision } = config;
  const scaling = { center: array("center").data, scale: array("scale").data };
  const columns = varyingColumns(scaling).length;
  const ensemble = new Ensemble(config.ensemble);
  ensemble.buildFor([columns]);
  const weights = ensemble.variablePaths.map((name) => array(name));
  const reference = usuals.distance && array("reference");
  const histograms = usuals.rarity && {
    low: array("histogramLow"),
    width: array("histogramWidth"),
    rarity: array("rarity"),
  };
  const covariance = usuals.mahalanobis && {
    mean: array("covarianceMean"),
    factor: array("covarianceFactor"),
    precision: precision ?? 0,
  };
  const ofColumns = [histograms?.low, histograms?.width, histograms?.rarity, covariance?.mean, covariance?.factor];
  const fit =
    ofColumns.every((found) => !found || found.shape[0] === columns) &&
    [scaling.center, scaling.scale].every(({ length }) => length === features) &&
    ensemble.variables.every(({ shape }, i) => sameShape(weights[i]!.shape, shape)) &&
    (!reference || (reference.shape.length === 2 && reference.shape[1] === columns));
  if (!fit)
    throw new DataError(`${inFolder(path, "model.safetensors")} doesn't fit the columns in config.json. Save the model again.`);
  ensemble.variables.forEach((variable, i) => {
    variable.value = weights[i]!.data;
  });
  return { scaling, ensemble, reference, neighbors, histograms, covariance };
}
