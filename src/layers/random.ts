import { keyOf } from "../core/random.ts";
import {
  add,
  bitwiseAnd,
  bitwiseXor,
  cast,
  concat,
  constantOf,
  cos,
  log,
  mul,
  range,
  reshape,
  type Shape,
  shiftRight,
  sin,
  sqrt,
  type Tensor,
} from "../graph/index.ts";
import { type Dim, productOf } from "../graph/tensor.ts";

/**
 * Random numbers inside the graph, from a counter-based hash of (step key, draw, element): the same integers on every runtime, every time,
 * and no state but the step's number. Each call of a method is a new draw. A hash of 32 bits serves two elements.
 */
export interface GraphRandom {
  /** 16 random bits an element: int32 from 0 to 65,535. */
  bits(shape: Shape): Tensor;
  /** Standard normal (Box & Muller, 1958), from 20 bits of radius and 12 of angle a pair: none beyond 5.4. */
  normal(shape: Shape): Tensor;
}

/** @param stepKey uint32 scalar, another one at every step. */
export function graphRandom(stepKey: Tensor): GraphRandom {
  let draws = 0;
  const hashes = (count: Dim): Tensor => {
    const draw = constantOf("uint32", [], [keyOf(++draws)]);
    // Doesn't depend on the step, so it is computed once, outside the loop.
    const element = mixBits(bitwiseXor(cast(range(count), "uint32"), draw));
    return mixBits(bitwiseXor(element, stepKey));
  };
  /** Two numbers from each hash, or the first of them where the elements aren't even in number. */
  const inPairs = (shape: Shape, pair: (hash: Tensor) => readonly [Tensor, Tensor]): Tensor => {
    const size = productOf(shape);
    const half = halfOf(size);
    if (half === undefined) return reshape(pair(hashes(size))[0], shape);
    return reshape(
      concat(
        pair(hashes(half)).map((x) => reshape(x, [half, 1])),
        1,
      ),
      shape,
    );
  };
  const part = (hash: Tensor, bits: number) => bitwiseAnd(hash, constantOf("uint32", [], [2 ** bits - 1]));
  return {
    bits: (shape) => inPairs(shape, (hash) => [cast(part(hash, 16), "int32"), cast(shiftRight(hash, 16), "int32")]),
    normal: (shape) =>
      inPairs(shape, (hash) => {
        const radius = sqrt(mul(log(mul(add(cast(part(hash, 20), "float32"), 0.5), 2 ** -20)), -2));
        const angle = mul(cast(shiftRight(hash, 20), "float32"), (2 * Math.PI) / 4096);
        return [mul(radius, cos(angle)), mul(radius, sin(angle))];
      }),
  };
}

/** Half of a size, where it is even whatever the batch is. */
function halfOf(size: Dim): Dim | undefined {
  if (typeof size === "number") return size % 2 === 0 ? size / 2 : undefined;
  return size.times % 2 === 0 ? { ...size, times: size.times / 2 } : undefined;
}

/** The finaliser of MurmurHash3 (Appleby, 2011). ONNX multiplies int32 but shifts uint32; the casts between keep every bit. */
function mixBits(x: Tensor): Tensor {
  const fold = (y: Tensor, by: number) => bitwiseXor(y, shiftRight(y, by));
  const times = (y: Tensor, factor: number) => cast(mul(cast(y, "int32"), constantOf("int32", [], [factor | 0])), "uint32");
  return fold(times(fold(times(fold(x, 16), 0x85ebca6b), 13), 0xc2b2ae35), 16);
}
