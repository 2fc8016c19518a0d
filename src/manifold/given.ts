import type { NdArray } from "../core/ndarray.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, type Known } from "../data/given/dataset.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { meansForMissing } from "../data/tables/schema/features.ts";

/** Examples to map, with the learned properties of a table's columns if they are rows of a table. */
export interface Given {
  readonly examples: NdArray;
  readonly table?: TablePreprocessing | undefined;
}

/**
 * Converts data in any form to examples. Missing values of a table become 0, the mean of their column, because distances need a
 * number in each place. In arrays they are an error.
 */
export async function givenExamples(data: Data, known: Known): Promise<Given> {
  const { examples, table = known.table } = await asDataset(data, known);
  return { examples: table ? meansForMissing(examples) : examples, table };
}
