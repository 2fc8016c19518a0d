import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { meansForMissing } from "../data/tables/features.ts";
import { Pca } from "../manifold/index.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { count } from "./command.ts";
import type { TrainingData } from "./training-data.ts";
import type { TrainingRecipe } from "./training-run.ts";

/** What is chosen for a table where nothing is said, and why. */
export interface TableChoice {
  readonly recipe: Pick<TrainingRecipe, "codings" | "hidden" | "batch">;
  readonly reasons: Readonly<Record<"codings" | "hidden" | "batch", string>>;
}

/** The share of the features' variance that as many principal components as codings keep. */
export const KEPT = 0.9;
/** PCA looks at so many rows. */
const SAMPLE = 20_000;

/** Sizes for a table's autoencoder, from its training rows: codings by PCA, hidden units by the features, batches by the rows. */
export async function chooseForTable({ train, count: rows }: TrainingData, runtime: Runtime): Promise<TableChoice> {
  const examples = train as NdArray<"float32">;
  const width = examples.shape[1]!;
  const codings = await componentsFor(evenly(examples, SAMPLE), runtime);
  const widest = Math.min(512, Math.max(16, 2 * width));
  const hidden = rows < 2000 ? [widest] : [widest, Math.max(codings, Math.ceil(widest / 2))];
  const batch = batchFor(rows);
  return {
    recipe: { codings, hidden, batch },
    reasons: {
      codings: `${codings} codings: as many principal components keep ${100 * KEPT} % of the ${width} features' variance`,
      hidden: `hidden layers of ${hidden.join(" and ")} units: twice the features${hidden.length > 1 ? ", then half of that" : ""}`,
      batch: `batches of ${batch}, for ${count(rows)} rows`,
    },
  };
}

/** Examples a step, by how many there are. */
export const batchFor = (rows: number): number => (rows < 2000 ? 32 : rows < 20_000 ? 64 : rows < 200_000 ? 256 : 1024);
/** So many rows, from all of them. */
function evenly(rows: NdArray<"float32">, wanted: number): NdArray<"float32"> {
  const [count, width] = rows.shape as [number, number];
  if (count <= wanted) return rows;
  const taken = ndarray("float32", [wanted, width], new Float32Array(wanted * width));
  for (let i = 0; i < wanted; i++)
    taken.data.set(sliceRows(rows, Math.floor((i * count) / wanted)).data.subarray(0, width), i * width);
  return taken;
}

/** How many principal components keep most of the variance; fewer than there are features. */
export async function componentsFor(examples: NdArray<"float32">, runtime: Runtime): Promise<number> {
  const width = examples.shape[1]!;
  if (examples.shape[0]! < 2) return 1;
  const { explainedVarianceRatio } = await new Pca().fit(meansForMissing(examples), { runtime });
  let kept = 0;
  const at = explainedVarianceRatio.data.findIndex((share) => {
    kept += share;
    return kept >= KEPT;
  });
  return Math.max(1, Math.min(at < 0 ? width : at + 1, width - 1, 64));
}
