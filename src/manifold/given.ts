import type { NdArray } from "../core/ndarray.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, type Known } from "../data/given/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { meansForMissing } from "../data/tables/schema/features.ts";

/** Examples that are mapped, and what was learned of their columns where they are a table's rows. */
export interface Given {
  readonly examples: NdArray;
  readonly table?: TablePreprocessing | undefined;
}

/** Data in any form as examples. A table's missing values are 0, their column's mean, as distances and directions need a number in each place; in arrays they are an error. */
export async function givenExamples(data: Data, known: Known): Promise<Given> {
  const { examples, table = known.table } = await asDataset(data, known);
  return { examples: table ? meansForMissing(examples) : examples, table };
}
