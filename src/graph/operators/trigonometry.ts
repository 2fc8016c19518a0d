import { FLOATS, type Tensor } from "../tensor.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { unary } from "./elementwise.ts";
import { mul, square } from "./mul.ts";
import { neg } from "./neg.ts";

/** sin x, x in radians. */
export const sin: (x: Tensor) => Tensor = unary("Sin", (dy, x) => mul(dy, cos(x)), FLOATS);
/** cos x, x in radians. */
export const cos: (x: Tensor) => Tensor = unary("Cos", (dy, x) => neg(mul(dy, sin(x))), FLOATS);
/** The angle whose tangent is x, from -π/2 to π/2; float32 only, as in ONNX Runtime. */
export const atan = unary("Atan", (dy, x) => div(dy, add(square(x), 1)));
