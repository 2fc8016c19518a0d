import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import { featureMoments, varianceKept } from "../autoencoders/variance-kept.ts";
import { DataError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import { countUpTo, mean } from "../core/statistics.ts";
import { count } from "../core/words.ts";
import { lossTitle } from "../figures/loss-titles.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Calibration, calibrate, percentileOf } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { ReportData } from "./data.ts";
import { architectureOf, dataOf, exampleOf, type TrainedWith, trainingOf } from "./known.ts";
import { coloursOf, MOST_ON_MAP, placesOf } from "./map.ts";
import { columnErrorsOf, type Examples, errorsOf, hasPca, meansOf, pcaKeeps, sampleOf, spread, valueName } from "./measures.ts";
import type {
  ArchitectureValues,
  ColumnError,
  DataValues,
  ErrorsValues,
  MapValues,
  PicturePairsValues,
  RowsValues,
  SummaryValues,
  TrainingValues,
} from "./page/index.ts";
import { arePictures, pairsOf } from "./pictures.ts";
import { typicalOf, worstOf } from "./places.ts";
import { rowName, rowsOf, type Shown } from "./rows.ts";

/** Rows that stand for all where those would take long: for PCA, the variance, the codings, the columns. */
const SAMPLE = 20_000;
/** How many examples are shown of each kind. */
const PICTURES = 12;
const WORST_ROWS = 10;
const TYPICAL_ROWS = 5;

/** All that is measured for a report: plain values, which a worker can hand to its page. */
export interface Measured {
  readonly summary: SummaryValues;
  readonly data: DataValues;
  readonly architecture: ArchitectureValues;
  /** Where its history is known. */
  readonly training?: TrainingValues | undefined;
  /** Of pictures, typical ones and those of the largest errors; of others, rows. */
  readonly pictures?: { readonly typical: PicturePairsValues; readonly worst: PicturePairsValues } | undefined;
  readonly rows?: { readonly typical: Omit<RowsValues, "caption">; readonly worst: Omit<RowsValues, "caption"> } | undefined;
  readonly compared: ErrorsValues;
  readonly columns: { readonly errors: readonly ColumnError[]; readonly rows: number };
  readonly codings: NdArray<"float32">;
  readonly map?: MapValues | undefined;
  /** What the rows of the largest errors are called, the largest first. */
  readonly worst: readonly (string | number)[];
}

export interface MeasureOptions {
  readonly runtime: Runtime;
  /** Of the map. */
  readonly seed: number;
  /** What made it, and the figures of its epochs. */
  readonly trained: TrainedWith;
  readonly history: readonly EpochLog[];
  /** Codings in the plane where they are made already, one for each row that is measured; else they are mapped here. */
  readonly map?: Pick<MapValues, "positions" | "method"> | undefined;
  /** Told of each step, and of how far it is. */
  readonly onStep?: (line: string) => void;
  readonly onProgress?: (line: string) => void;
}

/** Measures a model on data, telling how it goes. @throws ShapeError where they aren't of the shape that it takes; DataError where its errors aren't numbers. */
export async function measure(autoencoder: Autoencoder, data: ReportData, options: MeasureOptions): Promise<Measured> {
  const { runtime, history, trained, onStep: step = () => undefined, onProgress: live = () => undefined } = options;
  const scored = async (examples: Examples, what: string) => {
    const all = count(examples.shape[0]!);
    step(`reconstructing ${all} ${what} …`);
    return errorsOf(autoencoder, examples, runtime, (done) => live(`reconstructed ${count(done)} of ${all} ${what}`));
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
  if (canCompare) step(`PCA with ${count(size)} components …`);
  const pca = canCompare ? await pcaKeeps(known, rows, size, moments.mean, runtime) : undefined;
  const byColumn = meansOf(columnErrorsOf(autoencoder, rows, reconstructions, moments));
  const { loss = Number.NaN } = await autoencoder.trained.model.evaluate(rows, rows, { runtime });
  const { table, loss: lossName } = autoencoder.settings;
  const isPictures = arePictures(dataset.examples);
  const shown: Shown = { autoencoder, data, moments, errors, calibration, runtime };
  const compared: ErrorsValues = {
    looked: { name: data.name, errors: looked },
    beside: before
      ? { name: "held out in the training", errors: before }
      : data.isTraining
        ? { name: "learned from", errors: errors.subarray(0, from) }
        : undefined,
    threshold: { value: threshold, from: sourceOf(autoencoder, data, calibration) },
    measure: table
      ? "error of a row (1: knowing nothing)"
      : `mean squared error${autoencoder.scalers ? " of scaled numbers" : ""}`,
  };
  return {
    summary: {
      family: autoencoder.family,
      learned: learned && { dataset: learned.name, rows: learned.examples.shape[0]! },
      example: exampleOf(data),
      codings: codings.data.length / codings.shape[0]!,
      rows: { looked: looked.length, name: data.name },
      loss: { value: loss, name: lossTitle(lossName) },
      kept: { own: varianceKept(rows, reconstructions, moments.mean), pca },
      tableError: table && mean(looked),
      threshold: compared.threshold,
      beyond: { count: errors.length - countUpTo(Float64Array.from(errors).sort(), threshold), of: errors.length },
    },
    data: dataOf(data),
    architecture: architectureOf(autoencoder),
    training:
      history.length > 0 ? { known: trainingOf(autoencoder, trained, history.length), history, loss: lossName } : undefined,
    ...(isPictures
      ? {
          pictures: {
            typical: await pairsOf(shown, typicalOf(errors, from, PICTURES)),
            worst: await pairsOf(shown, worstOf(errors, PICTURES)),
          },
        }
      : {
          rows: {
            typical: await rowsOf(shown, typicalOf(errors, from, TYPICAL_ROWS)),
            worst: await rowsOf(shown, worstOf(errors, WORST_ROWS)),
          },
        }),
    compared,
    columns: {
      errors: Array.from(byColumn, (error, i) => ({ name: table?.columns[i]?.name ?? valueName(i, rows.shape), error })),
      rows: rows.shape[0]!,
    },
    codings,
    map: await mapOf(shown, isPictures, { ...options, onStep: step, onProgress: live }),
    worst: worstOf(errors, WORST_ROWS).map((place) => rowName(data, place)),
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
  { autoencoder, data, errors, calibration, runtime }: Shown,
  isPictures: boolean,
  { map, seed, onStep, onProgress }: Required<Pick<MeasureOptions, "seed" | "onStep" | "onProgress">> & MeasureOptions,
): Promise<MapValues | undefined> {
  const { dataset, from, name } = data;
  const all = map === undefined && errors.length <= MOST_ON_MAP;
  const start = all ? 0 : from;
  const places = map ? spread(start, errors.length, errors.length) : spread(start, errors.length, MOST_ON_MAP);
  const examples = takeRows(dataset.examples, places);
  const mapped = async () => {
    onStep(`mapping ${count(places.length)} codings …`);
    const codings = await autoencoder.transform(examples, { runtime });
    const flat = { ...codings, shape: [codings.shape[0]!, sizeOf(codings.shape.slice(1))] };
    return placesOf(flat, places.length === errors.length - start, { runtime, seed, live: onProgress });
  };
  const made = map ?? (await mapped());
  if (!made) return undefined;
  if (made.positions.shape[0] !== places.length)
    throw new DataError(
      `The map has ${made.positions.shape[0]} points, and ${places.length} rows are measured. Give it one each.`,
    );
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
