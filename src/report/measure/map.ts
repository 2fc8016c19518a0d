import { DataError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { workProgress } from "../../core/progress.ts";
import { asRows, spread, takeRows } from "../../core/rows.ts";
import { count } from "../../core/words.ts";
import type { Dataset } from "../../data/dataset.ts";
import { labelName } from "../../data/labels.ts";
import { Pca, Tsne } from "../../manifold/index.ts";
import { percentileOf } from "../../scoring/calibration.ts";
import type { Places } from "./data.ts";
import type { Subject } from "./subject.ts";

/**
 * Maximum number of points. t-SNE of more rows would take longer than the rest of the report, and more points would cover each
 * other.
 */
const MOST_ON_MAP = 5000;
/** Minimum number of points. */
const FEWEST = 8;
/** Maximum number of classes with a unique combination of colour and symbol. */
const MOST_CLASSES = 36;

export interface MapValues extends Places {
  /** Each point's class, or the percentile of its error. */
  readonly labels: readonly (string | number)[];
  /** Meaning of the colours, such as "by label". */
  readonly colours: string;
  /** The rows on the map, such as "held out". */
  readonly name: string;
  readonly images?: Dataset["examples"];
}

/**
 * Makes the map of all rows, or only of the measured rows if there are too many. Returns undefined if there are too few rows or
 * only one coding.
 * @throws DataError if a given map doesn't have one point for each measured row.
 */
export async function mapOf(subject: Subject): Promise<MapValues | undefined> {
  const { autoencoder, data, errors, calibration, runtime, isPictures, map, onStep } = subject;
  const { dataset, from, name } = data;
  const all = map === undefined && errors.length <= MOST_ON_MAP;
  const start = all ? 0 : from;
  const places = spread(start, errors.length, map ? errors.length : MOST_ON_MAP);
  const examples = takeRows(dataset.examples, places);
  const mapped = async () => {
    onStep(`mapping ${count(places.length)} codings …`);
    const codings = asRows(await autoencoder.transform(examples, { runtime }));
    return placesOf(codings, places.length === errors.length - start, subject);
  };
  const made = map ?? (await mapped());
  if (!made) return undefined;
  if (made.positions.shape[0] !== places.length)
    throw new DataError(
      `The map has ${made.positions.shape[0]} points, but the report measures ${places.length} rows. Give one point for each row.`,
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

/**
 * Maps codings [n, codings] to two dimensions. Returns undefined if there are too few rows or only one coding.
 * @param isAll whether the map has all rows. If not, PCA makes it, which is faster than t-SNE.
 */
async function placesOf(
  codings: NdArray<"float32">,
  isAll: boolean,
  { runtime, seed, signal, onProgress }: Subject,
): Promise<Places | undefined> {
  const [count, width] = codings.shape as [number, number];
  if (count < FEWEST || width < 2) return undefined;
  if (width === 2) return { positions: codings, method: "their two codings" };
  if (!isAll) return { positions: await new Pca({ components: 2 }).fitTransform(codings, { runtime }), method: "PCA" };
  const tsne = new Tsne({ seed, perplexity: Math.min(30, (count - 1) / 3) });
  let tell: ((done: number) => void) | undefined;
  const positions = await tsne.fitTransform(codings, {
    runtime,
    onProgress: ({ iteration, iterations }) => {
      signal?.throwIfAborted();
      tell ??= workProgress("iterations of t-SNE", iterations, onProgress);
      tell(iteration);
    },
  });
  return { positions, method: "t-SNE" };
}

/** Returns the values that colour the points: their classes, or the percentiles of their errors among those of held-out rows. */
function coloursOf(
  { labels, classes }: Pick<Dataset, "labels" | "classes">,
  percentiles: () => readonly number[],
): Pick<MapValues, "labels" | "colours"> {
  const names = labels && Array.from(labels.data, (label) => labelName(label, classes));
  if (names && new Set(names).size <= MOST_CLASSES) return { labels: names, colours: "by label" };
  return { labels: percentiles(), colours: "by the percentile of their errors (yellow: the largest)" };
}
