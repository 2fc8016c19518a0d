import type { NdArray } from "../core/ndarray.ts";
import { KEPT, sizesForTable, type TableSizes } from "../manifold/table-sizes.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { count } from "./command.ts";
import type { TrainingData } from "./training-data.ts";

/** What is chosen for a table where nothing is said, and why. */
export interface TableChoice {
  readonly recipe: TableSizes;
  readonly reasons: Readonly<Record<"codings" | "hidden" | "batch", string>>;
}

/** Sizes for a table's autoencoder, and why. */
export async function chooseForTable({ train, count: rows }: TrainingData, runtime: Runtime): Promise<TableChoice> {
  const examples = train as NdArray<"float32">;
  const width = examples.shape[1]!;
  const { codings, hidden, batch } = await sizesForTable(examples, rows, { runtime });
  return {
    recipe: { codings, hidden, batch },
    reasons: {
      codings: `${codings} codings: as many principal components keep ${100 * KEPT} % of the ${width} features' variance`,
      hidden: `hidden layers of ${hidden.join(" and ")} units: twice the features${hidden.length > 1 ? ", then half of that" : ""}`,
      batch: `batches of ${batch}, for ${count(rows)} rows`,
    },
  };
}
