import { FLOATS, type Tensor } from "../tensor.ts";
import { unary } from "./elementwise.ts";

/**
 * Negates each element (float32, float64, int32 or int64).
 * @example
 * const loss = neg(logLikelihood);
 */
export const neg: (x: Tensor) => Tensor = unary("Neg", (dy) => neg(dy), [...FLOATS, "int32", "int64"]);
