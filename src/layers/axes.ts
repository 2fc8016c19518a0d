import { OptionError, ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { showShape, type Tensor, transpose } from "../graph/index.ts";

/**
 * Converts axes of a batch [batch, …] to ascending numbers from 1 on, each once. A negative axis counts from the end; -1 is
 * the last.
 * @throws OptionError if an axis isn't a whole number, or is 0, the batch.
 * @throws ShapeError if the input doesn't have an axis.
 */
export function axesOf(kind: string, axis: number | readonly number[], rank: number): readonly number[] {
  const given = [axis].flat();
  const counted = given.map((each) => (each < 0 ? each + rank : each));
  if (given.length === 0 || given.some((each) => !Number.isInteger(each)) || counted.includes(0))
    throw new OptionError(
      `axis of a ${kind} layer must be one or more whole numbers, but it is ${JSON.stringify(axis)}. Count from 1, because 0 is the batch, or from the end: -1 is the last axis.`,
    );
  const missing = counted.find((each) => each < 0 || each >= rank);
  if (missing !== undefined)
    throw new ShapeError(
      `works along axis ${JSON.stringify(axis)}, but gets arrays of ${rank} axes, including the batch. Choose another axis.`,
    );
  return [...new Set(counted)].sort((a, b) => a - b);
}

/**
 * Applies f to a tensor with the given axes moved to the end, and moves them back in the result.
 * @param f - function that doesn't change the shape.
 */
export function withAxesLast(x: Tensor, axes: readonly number[], f: (x: Tensor) => Tensor): Tensor {
  const order = [...x.shape.map((_, i) => i).filter((i) => !axes.includes(i)), ...axes];
  const back = order.map((_, i) => order.indexOf(i));
  return transpose(f(transpose(x, order)), back);
}

/**
 * Checks that epsilon is above 0.
 * @throws OptionError if it isn't.
 */
export function epsilonOf(epsilon: number): number {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new OptionError(`epsilon must be a number above 0, but it is ${shown(epsilon)}.`);
  return epsilon;
}

/** @throws ShapeError if x doesn't have the expected number of axes, including the batch. */
export function expectRank(x: Tensor, rank: number, what: string): void {
  if (x.shape.length !== rank) throw new ShapeError(`expects ${what}, but gets ${showShape(x.shape)}.`);
}
