import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { gatherWindows } from "../data/windows.ts";
import type { RunOptions } from "../models/run-options.ts";
import type { Measured } from "../scoring/causes.ts";
import { columnErrors, rowErrors } from "../scoring/errors.ts";
import type { Autoencoder } from "./autoencoder.ts";

/** Options of `windowScores`. */
export interface WindowScoresOptions extends RunOptions {
  /** Receives the number of windows that are done. */
  readonly onWindows?: (done: number) => void;
}

/** Number of windows that are in memory at a time. */
const AT_A_TIME = 2048;

/**
 * Scores rows with an autoencoder of a table's windows. The errors and reconstructions of a row are the means over the windows
 * that contain it, or NaN if no window does.
 * @param rows [rows, features], NaN if a value is missing.
 * @param members the row indices of each window.
 */
export async function windowScores(
  autoencoder: Autoencoder,
  rows: NdArray<"float32">,
  members: readonly Int32Array[],
  options: WindowScoresOptions = {},
): Promise<Measured> {
  const { onWindows, runtime } = knownOptions("windowScores", options, { runtime: true, onWindows: true });
  const [count, width] = rows.shape as readonly [number, number];
  const columns = autoencoder.features!.length;
  const errors = new Float64Array(count * columns);
  const expected = new Float64Array(count * width);
  const held = new Int32Array(count);
  for (let from = 0; from < members.length; from += AT_A_TIME) {
    const some = members.slice(from, from + AT_A_TIME);
    const examples = gatherWindows(rows, some);
    const reconstructions = await autoencoder.reconstruct(examples, { runtime });
    const ofSteps = columnErrors(autoencoder.exampleFeatures!, examples, reconstructions);
    let step = 0;
    for (const member of some)
      for (const row of member) {
        for (let c = 0; c < columns; c++) errors[row * columns + c]! += ofSteps.data[step * columns + c]!;
        for (let f = 0; f < width; f++) expected[row * width + f]! += reconstructions.data[step * width + f]!;
        held[row]!++;
        step++;
      }
    onWindows?.(Math.min(members.length, from + AT_A_TIME));
  }
  const means = (sums: Float64Array, size: number) => {
    const each = Float32Array.from(sums, (sum, i) => sum / held[Math.floor(i / size)]!);
    return ndarray("float32", [count, size], each);
  };
  const meanErrors = means(errors, columns);
  const scores = rowErrors(meanErrors).data.map((score, row) => (held[row] === 0 ? Number.NaN : score));
  return { scores, errors: meanErrors, expected: means(expected, width) };
}
