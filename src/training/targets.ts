import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { classesAs, type MetricName } from "./metrics.ts";

/**
 * Checks that `accuracy` can tell the class of each target of several outputs.
 * @param outputs the shape of one example's outputs.
 * @throws DataError where a one-hot row has no single largest value: it stands for several classes, or for none.
 */
export function expectOneClass(metrics: readonly MetricName[], targets: NdArray, outputs: readonly number[]): void {
  if (!metrics.includes("accuracy") || classesAs(targets.shape.slice(1), outputs) !== "one-hot") return;
  const { data } = targets;
  const classes = outputs.at(-1)!;
  for (let start = 0; start < data.length; start += classes) {
    let [most, isSingle] = [data[start]!, true];
    for (let i = start + 1; i < start + classes; i++) {
      const value = data[i]!;
      if (value < most) continue;
      isSingle = value > most;
      most = value;
    }
    if (isSingle) continue;
    const row = Math.floor((start * targets.shape[0]!) / data.length);
    throw new DataError(
      `The metric accuracy compares the largest of ${classes} outputs with the one class of an example, but the targets of row ${row} (counted from 0) have no single largest value. Where an example has several classes or none, use the metric roundedAccuracy.`,
    );
  }
}
