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

/** t-SNE of more rows would take longer than the rest of the report; more points wouldn't be told apart, either. */
const MOST_ON_MAP = 5000;
const FEWEST = 8;
/** More classes than this can't be told apart by colour and symbol. */
const MOST_CLASSES = 36;

export interface MapValues extends Places {
  /** Each point's class, or the percentile of its error. */
  readonly labels: readonly (string | number)[];
  /** What the colours say: "by label". */
  readonly colours: string;
  /** Which rows are on it: "of the rows held out". */
  readonly name: string;
  readonly images?: Dataset["examples"];
}

/** The map of all rows where there is room for them, else of those that are looked at. @throws DataError where a map that is given has other rows. */
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

/** Codings [n, codings] in the plane; undefined where they are too few. `isAll`: no rows were left out. */
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

/** What the points are coloured by: their classes, or else how large their errors are among those held out, in percent. */
function coloursOf(
  { labels, classes }: Pick<Dataset, "labels" | "classes">,
  percentiles: () => readonly number[],
): Pick<MapValues, "labels" | "colours"> {
  const names = labels && Array.from(labels.data, (label) => labelName(label, classes));
  if (names && new Set(names).size <= MOST_CLASSES) return { labels: names, colours: "by label" };
  return { labels: percentiles(), colours: "by the percentile of their errors (yellow: the largest)" };
}
