import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { type Calibration, calibrate, percentileOf } from "../../autoencoders/calibration.ts";
import { takeRows } from "../../autoencoders/index.ts";
import { featureMoments, varianceKept } from "../../autoencoders/variance-kept.ts";
import { DataError } from "../../core/errors.ts";
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { upTo } from "../../figures/error-histogram.ts";
import type { ColumnError, ErrorsValues, MapValues } from "../../figures/report/index.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { count, type Output } from "../command.ts";
import type { ReportData } from "./data.ts";
import { coloursOf, MOST_ON_MAP, placesOf } from "./map.ts";
import { columnErrorsOf, type Examples, errorsOf, hasPca, meansOf, pcaKeeps, sampleOf, spread, valueName } from "./measures.ts";
import { arePictures } from "./pictures.ts";
import type { Shown } from "./rows.ts";

/** Rows that stand for all where those would take long: for PCA, the variance, the codings, the columns. */
const SAMPLE = 20_000;

/** All that is measured for a report. */
export interface Measured extends Shown {
  readonly isPictures: boolean;
  /** Rows that are looked at: how many, their loss, the shares of the variance that are kept. */
  readonly rows: number;
  readonly loss: number;
  readonly kept: { readonly own: number; readonly pca?: number | undefined };
  /** Of a table: the mean error. */
  readonly tableError?: number | undefined;
  /** How many of all rows of the dataset have an error beyond the threshold. */
  readonly beyond: number;
  readonly compared: ErrorsValues;
  readonly columns: { readonly errors: readonly ColumnError[]; readonly rows: number };
  readonly codings: NdArray<"float32">;
  readonly map?: MapValues | undefined;
}

/** Measures a model on data, telling how it goes. @throws ShapeError where they aren't of the shape that it takes. */
export async function measure(autoencoder: Autoencoder, data: ReportData, seed: number, output: Output): Promise<Measured> {
  const runtime = await nodeRuntime({}, output.say);
  const scored = async (examples: Examples, what: string) => {
    const all = count(examples.shape[0]!);
    output.step(`reconstructing ${all} ${what} …`);
    return errorsOf(autoencoder, examples, runtime, (done) => output.live(`reconstructed ${count(done)} of ${all} ${what}`));
  };
  const { dataset, from, learned } = data;
  const errors = await scored(dataset.examples, `examples of ${dataset.name}`);
  const looked = errors.subarray(from);
  const before =
    !data.isTraining && data.heldOut ? await scored(data.heldOut.examples, "examples held out in the training") : undefined;
  const calibration = autoencoder.calibration ?? calibrate(before ?? looked);
  if (!calibration) throw new DataError(`The model's errors on ${dataset.name} aren't numbers. Look at its loss.`);
  const { threshold } = calibration;

  const rows = takeRows(dataset.examples, spread(from, errors.length, SAMPLE));
  const known = sampleOf(learned?.examples ?? rows, SAMPLE);
  const moments = featureMoments(known);
  const reconstructions = await autoencoder.reconstruct(rows, { runtime });
  const codings = await autoencoder.transform(rows, { runtime });
  const size = sizeOf(codings.shape.slice(1));
  const canCompare = learned !== undefined && hasPca(known, size);
  if (canCompare) output.step(`PCA with ${count(size)} components …`);
  const pca = canCompare ? await pcaKeeps(known, rows, size, moments.mean, runtime) : undefined;
  const byColumn = meansOf(columnErrorsOf(autoencoder, rows, reconstructions, moments));
  const { loss = Number.NaN } = await autoencoder.trained.model.evaluate(rows, rows, { runtime });
  const table = autoencoder.settings.table;
  const isPictures = arePictures(dataset.examples);
  return {
    autoencoder,
    data,
    moments,
    errors,
    calibration,
    runtime,
    isPictures,
    rows: looked.length,
    loss,
    kept: { own: varianceKept(rows, reconstructions, moments.mean), pca },
    tableError: table && looked.reduce((sum, error) => sum + error, 0) / looked.length,
    beyond: errors.length - upTo(Float64Array.from(errors).sort(), threshold),
    compared: {
      looked: { name: data.name, errors: looked },
      beside: before
        ? { name: "held out in the training", errors: before }
        : data.isTraining
          ? { name: "learned from", errors: errors.subarray(0, from) }
          : undefined,
      threshold: { value: threshold, from: sourceOf(autoencoder, data, calibration) },
      measure: table ? "error of a row (1: knowing nothing)" : "mean squared error",
    },
    columns: {
      errors: Array.from(byColumn, (error, i) => ({ name: table?.columns[i]?.name ?? valueName(i, rows.shape), error })),
      rows: rows.shape[0]!,
    },
    codings,
    map: await mapOf({ autoencoder, data, errors, calibration, runtime }, isPictures, seed, output),
  };
}

/** Where the threshold comes from, in words. */
function sourceOf({ calibration: saved }: Autoencoder, { isTraining, heldOut }: ReportData, calibration: Calibration): string {
  const share = `${Number(percentileOf(calibration, calibration.threshold).toFixed(1))} %`;
  const rows = saved || isTraining || heldOut ? "the rows held out in the training" : "these rows themselves";
  return `what ${share} of ${rows} don't go beyond`;
}

/** The map of all rows where there is room for them, else of those that are looked at. */
async function mapOf(
  { autoencoder, data, errors, calibration, runtime }: Omit<Shown, "moments">,
  isPictures: boolean,
  seed: number,
  output: Output,
): Promise<MapValues | undefined> {
  const { dataset, from, name } = data;
  const all = errors.length <= MOST_ON_MAP;
  const start = all ? 0 : from;
  const places = spread(start, errors.length, MOST_ON_MAP);
  const examples = takeRows(dataset.examples, places);
  output.step(`mapping ${count(places.length)} codings …`);
  const codings = await autoencoder.transform(examples, { runtime });
  const { shape } = codings;
  const flat = { ...codings, shape: [shape[0]!, sizeOf(shape.slice(1))] };
  const made = await placesOf(flat, places.length === errors.length - start, { runtime, seed, live: output.live });
  if (!made) return undefined;
  const { labels, classes } = dataset;
  const some = labels && { labels: takeRows(labels, places), ...(classes && { classes }) };
  const percentiles = () => Array.from(places, (place) => percentileOf(calibration, errors[place]!));
  return {
    ...made,
    name: all && from > 0 ? "of all rows" : name,
    ...coloursOf(some ?? {}, percentiles),
    ...(isPictures && { images: examples }),
  };
}
