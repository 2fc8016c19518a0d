import { ShapeError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { asRows } from "../manifold/blocks.ts";
import type { RunOptions } from "../models/index.ts";
import { withProgram } from "../runtime/default.ts";
import type { Program } from "../runtime/runtime.ts";

/** Number of rows that a graph takes at a time: the distances of 512 rows to 4,096 others take 8 MB. */
const ROWS_AT_A_TIME = 512;

/**
 * Converts examples [n, …], float32 or uint8 (0 to 255), to rows [n, features]. NaN is a missing value.
 * @throws ShapeError if the rows don't have `features` features.
 * @throws DataError if a number is infinite, naming its row and column.
 */
export function rowsOf(examples: NdArray, features?: number): NdArray<"float32"> {
  const rows = asRows(examples);
  if (features !== undefined && rows.shape[1] !== features)
    throw new ShapeError(
      `The detector was trained on rows with ${features} columns, but these rows have ${rows.shape[1]}. Give rows with the same columns.`,
    );
  expectFinite(rows, { missing: true });
  const numbers = rows.dtype === "float32" ? (rows.data as Float32Array) : Float32Array.from(rows.data as Uint8Array);
  return ndarray("float32", rows.shape, numbers);
}

/** Runs a graph with the input `examples` [batch, features] on all rows, some at a time. `outputs` has the shape of each result for one row. */
export const runOnRows = <K extends string>(
  onnx: Uint8Array,
  rows: NdArray<"float32">,
  outputs: Readonly<Record<K, readonly number[]>>,
  { runtime }: RunOptions,
): Promise<Record<K, NdArray<"float32">>> => withProgram(runtime, onnx, (program) => runProgram(program, rows, outputs));

/** Does the same with a program of such a graph. */
export async function runProgram<K extends string>(
  program: Program,
  rows: NdArray<"float32">,
  outputs: Readonly<Record<K, readonly number[]>>,
): Promise<Record<K, NdArray<"float32">>> {
  const count = rows.shape[0]!;
  const entries = Object.entries<readonly number[]>(outputs);
  const results = Object.fromEntries(
    entries.map(([name, shape]) => [name, ndarray("float32", [count, ...shape], new Float32Array(count * sizeOf(shape)))]),
  ) as Record<K, NdArray<"float32">>;
  for (let start = 0; start < count; start += ROWS_AT_A_TIME) {
    const end = Math.min(start + ROWS_AT_A_TIME, count);
    const into = Object.fromEntries(entries.map(([name]) => [name, sliceRows(results[name as K], start, end)]));
    await program.run({ examples: sliceRows(rows, start, end) }, into);
  }
  return results;
}
