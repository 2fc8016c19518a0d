import { FLOATS, type Tensor } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/** -x. */
export const neg: (x: Tensor) => Tensor = unary("Neg", (dy) => neg(dy), [...FLOATS, "int32", "int64"]);
