import { binary } from "./elementwise.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { sumTo } from "./reduce-sum.ts";

/** a / b element by element, stretched to each other's shape. */
export const div: ReturnType<typeof binary> = binary("Div", (dy, a, b, y) => {
  const da = div(dy, b);
  return [sumTo(da, a.shape), neg(sumTo(mul(da, y), b.shape))];
});
