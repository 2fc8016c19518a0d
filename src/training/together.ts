import { sizeOf } from "../core/ndarray.ts";
import { concat, reshape, type Shape, split, type Tensor } from "../graph/index.ts";
import type { Variable } from "../layers/index.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/**
 * Number of elements up to which starting an operator costs more than its work. Joining and splitting such variables is then
 * cheaper than more operators.
 */
const SMALL = 2 ** 13;

/**
 * Groups the variables that an optimizer updates together: small ones as one row, and each other one separately. Nothing is
 * gained by joining variables if the update is part of the gradient's own `Gemm`. Variables with a constraint, and all variables
 * of an optimizer that looks at whole variables, also stay separate.
 */
export function updatedTogether(variables: readonly Variable[], optimizer: Optimizer): readonly (readonly Variable[])[] {
  const small =
    optimizer.gradientScale === "rate" || !optimizer.elementwise
      ? []
      : variables.filter(({ shape, constraint }) => sizeOf(shape) <= SMALL && constraint === undefined);
  return [...(small.length > 0 ? [small] : []), ...variables.filter((v) => !small.includes(v)).map((v) => [v])];
}

/** Joins arrays of known shapes into one row. A single array stays as it is. */
export const join = (arrays: readonly Tensor[]): Tensor =>
  arrays.length === 1
    ? arrays[0]!
    : concat(
        arrays.map((x) => reshape(x, [1, elements(x.shape)])),
        1,
      );

/** Splits a joined row into arrays of the given shapes. */
export const separate = (joined: Tensor, shapes: readonly Shape[]): Tensor[] =>
  shapes.length === 1 ? [joined] : split(joined, 1, shapes.map(elements)).map((row, i) => reshape(row, shapes[i]!));

const elements = (shape: Shape): number => sizeOf(shape as readonly number[]);
