import { binary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sumTo } from "./reduce-sum.ts";

/**
 * Divides element by element. Shapes are broadcast as in NumPy.
 * @throws ShapeError if the shapes can't be broadcast together or the element types differ.
 * @example
 * const scaled = div(x, 255);
 */
export const div: ReturnType<typeof binary> = binary("Div", (dy, a, b, y) => {
  const da = div(dy, b);
  return [sumTo(da, a.shape), neg(sumTo(mul(da, y), b.shape))];
});
