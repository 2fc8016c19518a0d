import { keyOf } from "../core/random.ts";
import {
  bitwiseXor,
  cast,
  constantOf,
  cos,
  log,
  mul,
  range,
  reshape,
  type Shape,
  shiftRight,
  sqrt,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";

/**
 * Random numbers inside the graph, from a counter-based hash of (step key, draw, element): the same integers on every runtime, every time,
 * and no state but the step's number. Each call of a method is a new draw.
 */
export interface GraphRandom {
  /** 32 random bits an element: uint32. */
  bits(shape: Shape): Tensor;
  /** Uniform in [0, 1), 24 bits. */
  uniform(shape: Shape): Tensor;
  /** Standard normal (Box & Muller, 1958). */
  normal(shape: Shape): Tensor;
}

/** @param stepKey uint32 scalar, another one at every step. */
export function graphRandom(stepKey: Tensor): GraphRandom {
  let draws = 0;
  const bits = (shape: Shape): Tensor => {
    const draw = constantOf("uint32", [], [keyOf(++draws)]);
    // Doesn't depend on the step, so it is computed once, outside the loop.
    const element = mixBits(bitwiseXor(cast(range(productOf(shape)), "uint32"), draw));
    return reshape(mixBits(bitwiseXor(element, stepKey)), shape);
  };
  const uniform = (shape: Shape): Tensor => mul(cast(shiftRight(bits(shape), 8), "float32"), 2 ** -24);
  const normal = (shape: Shape): Tensor => {
    const radius = sqrt(mul(log(sub(1, uniform(shape))), -2));
    return mul(radius, cos(mul(uniform(shape), 2 * Math.PI)));
  };
  return { bits, uniform, normal };
}

/** The finaliser of MurmurHash3 (Appleby, 2011). ONNX multiplies int32 but shifts uint32; the casts between keep every bit. */
function mixBits(x: Tensor): Tensor {
  const fold = (y: Tensor, by: number) => bitwiseXor(y, shiftRight(y, by));
  const times = (y: Tensor, factor: number) => cast(mul(cast(y, "int32"), constantOf("int32", [], [factor | 0])), "uint32");
  return fold(times(fold(times(fold(x, 16), 0x85ebca6b), 13), 0xc2b2ae35), 16);
}
