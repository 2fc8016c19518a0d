import type { NdArray } from "../core/ndarray.ts";
import type { Dataset } from "../data/dataset.ts";
import { UNKNOWN } from "../data/labels.ts";
import { Pca, Tsne } from "../manifold/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { MapValues } from "./page/index.ts";

/** t-SNE of more rows would take longer than the rest of the report; more points wouldn't be told apart, either. */
export const MOST_ON_MAP = 5000;
const FEWEST = 8;
/** More classes than this can't be told apart by colour and symbol. */
const MOST_CLASSES = 36;

/** Codings [n, codings] in the plane, and how they came there; nothing where they are too few. `isAll`: no rows were left out. */
export async function placesOf(
  codings: NdArray<"float32">,
  isAll: boolean,
  { runtime, seed, live }: { runtime: Runtime; seed: number; live: (line: string) => void },
): Promise<Pick<MapValues, "positions" | "method"> | undefined> {
  const [count, width] = codings.shape as [number, number];
  if (count < FEWEST || width < 2) return undefined;
  if (width === 2) return { positions: codings, method: "their two codings" };
  if (!isAll) return { positions: await new Pca({ components: 2 }).fitTransform(codings, { runtime }), method: "PCA" };
  const tsne = new Tsne({ seed, perplexity: Math.min(30, (count - 1) / 3) });
  const positions = await tsne.fitTransform(codings, {
    runtime,
    onProgress: ({ iteration, iterations }) => live(`t-SNE: ${iteration}/${iterations} iterations`),
  });
  return { positions, method: "t-SNE" };
}

/** What the points are coloured by: their classes, or else how large their errors are among those held out, in percent. */
export function coloursOf(
  { labels, classes }: Pick<Dataset, "labels" | "classes">,
  percentiles: () => readonly number[],
): Pick<MapValues, "labels" | "colours"> {
  const names = labels && Array.from(labels.data, (label) => nameOf(label, classes));
  if (names && new Set(names).size <= MOST_CLASSES) return { labels: names, colours: "by label" };
  return { labels: percentiles(), colours: "by the percentile of their errors (yellow: the largest)" };
}

/** The name of a class. */
export const nameOf = (label: number, classes: Dataset["classes"]): string =>
  label === UNKNOWN ? "unknown" : (classes?.[label] ?? String(label));
