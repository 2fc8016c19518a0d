import { DataError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { sameShape } from "../graph/tensor.ts";
import { accuracy, classesAs } from "./metrics/accuracy.ts";
import type { Measured } from "./metrics/choice.ts";

type Kind = Pick<NdArray, "dtype" | "shape">;

/**
 * Returns whether targets are pixels, which count from 0 to 1: they are uint8 like the examples and have their shape. Other uint8
 * targets, such as labels, stay as they are.
 */
export const arePixels = (examples: Kind, targets: Kind): boolean =>
  targets.dtype === "uint8" && examples.dtype === "uint8" && sameShape(targets.shape, examples.shape);

/** @throws DataError if uint8 targets could be pixels or numbers, because they have the shape of examples that aren't pixels. */
export function expectPlainTargets(examples: NdArray, targets: NdArray): void {
  if (targets.dtype !== "uint8" || examples.dtype === "uint8" || !sameShape(targets.shape, examples.shape)) return;
  if (sizeOf(targets.shape.slice(1)) < 2 || !(targets.data as Uint8Array).some((value) => value > 1)) return;
  throw new DataError(
    `The targets are uint8 in the shape of the examples, which are ${examples.dtype}, so they could be pixels or plain numbers. Give the targets as float32, and divide them by 255 if they are pixels.`,
  );
}

/**
 * Checks that every target has one class, which `accuracy` needs if there are several outputs.
 * @param outputs shape of one example's outputs.
 * @throws DataError if a one-hot row has no single largest value, so that it stands for several classes or none.
 */
export function expectOneClass(metrics: readonly Measured[], targets: NdArray, outputs: readonly number[]): void {
  if (metrics.every(({ of }) => of !== accuracy) || classesAs(targets.shape.slice(1), outputs) !== "one-hot") return;
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
