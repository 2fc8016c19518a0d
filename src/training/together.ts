import { sizeOf } from "../core/ndarray.ts";
import { concat, reshape, type Shape, split, type Tensor } from "../graph/index.ts";
import type { Variable } from "../layers/index.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** Up to so many elements an operator's start costs more than its work, so that two copies cost less than starting each operator again. */
const SMALL = 2 ** 13;

/**
 * Which variables an optimizer updates together: the small ones as one row, each other one by itself. One whose update rides on the
 * gradient's own `Gemm` has nothing to gain, and one whose rule looks at a whole variable has each by itself, as has a variable with a constraint.
 */
export function updatedTogether(variables: readonly Variable[], optimizer: Optimizer): readonly (readonly Variable[])[] {
  const small =
    optimizer.gradientScale === "rate" || !optimizer.elementwise
      ? []
      : variables.filter(({ shape, constraint }) => sizeOf(shape) <= SMALL && constraint === undefined);
  return [...(small.length > 0 ? [small] : []), ...variables.filter((v) => !small.includes(v)).map((v) => [v])];
}

/** Arrays of known shapes as one tensor: a row of several. */
export const join = (arrays: readonly Tensor[]): Tensor =>
  arrays.length === 1
    ? arrays[0]!
    : concat(
        arrays.map((x) => reshape(x, [1, elements(x.shape)])),
        1,
      );

/** What was joined, in the shapes it had. */
export const separate = (joined: Tensor, shapes: readonly Shape[]): Tensor[] =>
  shapes.length === 1 ? [joined] : split(joined, 1, shapes.map(elements)).map((row, i) => reshape(row, shapes[i]!));

const elements = (shape: Shape): number => sizeOf(shape as readonly number[]);
