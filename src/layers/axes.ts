import { OptionError, ShapeError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { showShape, type Tensor, transpose } from "../graph/index.ts";

/**
 * Axes of a batch [batch, …] from 1 on, smallest first, each once. Negative ones count from the last, which is -1.
 * @throws OptionError where an axis isn't a whole number, or is axis 0, the batch; ShapeError where the input has no such axis.
 */
export function axesOf(kind: string, axis: number | readonly number[], rank: number): readonly number[] {
  const given = [axis].flat();
  const counted = given.map((each) => (each < 0 ? each + rank : each));
  if (given.length === 0 || given.some((each) => !Number.isInteger(each)) || counted.includes(0))
    throw new OptionError(
      `axis of a ${kind} layer is one or more whole numbers from 1 on (0 is the batch), or negative ones (-1 is the last axis), but this is ${JSON.stringify(axis)}.`,
    );
  const missing = counted.find((each) => each < 0 || each >= rank);
  if (missing !== undefined)
    throw new ShapeError(`works along axis ${JSON.stringify(axis)}, but gets arrays of ${rank} axes, the batch among them.`);
  return [...new Set(counted)].sort((a, b) => a - b);
}

/** f of a tensor whose named axes are put last, in order, with everything turned back afterwards. @param f keeps the shape. */
export function withAxesLast(x: Tensor, axes: readonly number[], f: (x: Tensor) => Tensor): Tensor {
  const order = [...x.shape.map((_, i) => i).filter((i) => !axes.includes(i)), ...axes];
  const back = order.map((_, i) => order.indexOf(i));
  return transpose(f(transpose(x, order)), back);
}

/** @throws OptionError where a small number that is added, or held against, isn't above 0. */
export function epsilonOf(epsilon: number): number {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new OptionError(`epsilon is a number above 0, but this is ${shown(epsilon)}.`);
  return epsilon;
}

/** @throws ShapeError where x doesn't have as many axes, the batch among them. */
export function expectRank(x: Tensor, rank: number, what: string): void {
  if (x.shape.length !== rank) throw new ShapeError(`expects ${what}, but gets ${showShape(x.shape)}.`);
}
