import type { Tensor } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/** -x. */
export const neg: (x: Tensor) => Tensor = unary("Neg", (dy) => neg(dy), ["float32", "int32", "int64"]);
