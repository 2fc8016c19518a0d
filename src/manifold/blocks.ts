import { ShapeError } from "../core/errors.ts";
import { expectArray, type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { input, type Tensor, toOnnx } from "../graph/index.ts";
import { withProgram } from "../runtime/default.ts";
import type { Program, Runtime } from "../runtime/runtime.ts";
import { asNumbers } from "../training/program.ts";

/** Number of rows that a graph processes at a time: 2048 rows of 784 numbers take 6 MB. */
const ROWS = 2048;

/** Returns examples [n, …] as rows [n, width] in the same memory. @throws ShapeError if they are neither float32 nor uint8. */
export function asRows(examples: NdArray): NdArray {
  expectArray("examples", examples);
  if (examples.dtype !== "float32" && examples.dtype !== "uint8")
    throw new ShapeError(`Examples must be float32 or uint8, but these are ${examples.dtype}. Convert them first.`);
  const [count = 0, ...shape] = examples.shape;
  return ndarray(examples.dtype, [count, sizeOf(shape)], examples.data as never);
}

/** Yields rows [n, width] in blocks, which are views of the same memory. */
export function* blocksOf(rows: NdArray): Generator<NdArray> {
  const count = rows.shape[0]!;
  for (let start = 0; start < count; start += ROWS) yield sliceRows(rows, start, Math.min(start + ROWS, count));
}

/**
 * Runs `use` with a compiled program, which computes the graph of `rows` [n, width] in float32, with pixels from 0 to 1. Further
 * inputs are fed by name.
 */
export async function onRows<T>(
  rows: NdArray,
  graph: (rows: Tensor) => { readonly outputs: Tensor; readonly inputs?: readonly Tensor[] },
  use: (program: Program) => Promise<T>,
  runtime?: Runtime,
): Promise<T> {
  const fed = input("rows", rows.dtype, ["batch", rows.shape[1]!]);
  const { outputs, inputs = [] } = graph(asNumbers(fed));
  return withProgram(runtime, toOnnx({ name: "pca", inputs: [fed, ...inputs], outputs: { outputs } }), use);
}

/** Runs a graph that computes an array of a given shape for each row. Returns float32 [n, …shape]. */
export function mapRows(
  rows: NdArray,
  shape: readonly number[],
  graph: (rows: Tensor) => Tensor,
  runtime?: Runtime,
): Promise<NdArray<"float32">> {
  const count = rows.shape[0]!;
  const results = ndarray("float32", [count, ...shape], new Float32Array(count * sizeOf(shape)));
  const use = async (program: Program) => {
    let start = 0;
    for (const block of blocksOf(rows)) {
      const end = start + block.shape[0]!;
      await program.run({ rows: block }, { outputs: sliceRows(results, start, end) });
      start = end;
    }
    return results;
  };
  return onRows(rows, (fed) => ({ outputs: graph(fed) }), use, runtime);
}
