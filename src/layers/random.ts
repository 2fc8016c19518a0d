import { keyOf } from "../core/random.ts";
import {
  abs,
  bitwiseOr,
  bitwiseXor,
  cast,
  constantOf,
  gemm,
  mul,
  range,
  reshape,
  type Shape,
  shiftRight,
  slice,
  type Tensor,
} from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";

/**
 * Random numbers inside the graph, from a counter-based hash of (step key, draw, element): the same integers on every runtime, every time,
 * and no state but the step's number. Each call of a method is a new draw.
 */
export interface GraphRandom {
  /** Uniform over int32: its upper 16 bits are good; the lower a bit, the sooner it comes again in other steps. */
  bits(shape: Shape): Tensor;
  /**
   * Normal, of mean 0: sums of at least 28 numbers that are near to normal, by a rotation, so that they don't correlate. Excess kurtosis -.013 at
   * the most: beyond three deviations are 4 % fewer than a normal has, beyond four 15 %. One size may be unknown.
   */
  normal(shape: Shape, stddev?: number): Tensor;
}

/**
 * The hash is a mixed number of the element times an odd one of the step, modulo 2³² (Dietzfelbinger et al., 1997): within a step as random as the
 * elements' own numbers, from step to step any two as good as independent, by one pass where mixing anew takes twelve.
 * @param stepKey uint32 scalar, another one at every step, its bits mixed already (`keyOf`).
 */
export function graphRandom(stepKey: Tensor): GraphRandom {
  let draws = 0;
  const hashes = (shape: Shape): Tensor => {
    const draw = constantOf("uint32", [], [keyOf(++draws)]);
    // Doesn't depend on the step, so it is computed once, outside the loop.
    const element = cast(mixBits(bitwiseXor(cast(range(productOf(shape)), "uint32"), draw)), "int32");
    const step = cast(bitwiseOr(stepKey, constantOf("uint32", [], [1])), "int32");
    return mul(reshape(element, shape), step);
  };
  return {
    bits: hashes,
    normal(shape, stddev = 1) {
      const size = productOf(shape);
      const [count, width] = typeof size === "number" ? [1, size] : [{ ...size, times: 1 }, size.times];
      const [length, used] = lengthOfSums(width);
      const rows = productOf([count, Math.ceil(width / used)]);
      const uniform = cast(hashes([rows, length]), "float32");
      // u · |u| has nearly a normal's kurtosis by itself (25/9, a normal 3, u 9/5); its variance is a fifth for u from -1 to 1.
      const sums = gemm(mul(uniform, abs(uniform)), orthogonal(length, used), undefined, {
        alpha: stddev * Math.sqrt(5) * 2 ** -62,
      });
      const whole = Math.ceil(width / used) * used;
      return reshape(slice(reshape(sums, [count, whole]), 1, 0, width), shape);
    },
  };
}

/** How many numbers are summed at a time, and to how many sums: if possible such that none is left over. */
function lengthOfSums(width: number): [number, number] {
  const exact = Array.from({ length: 101 }, (_, i) => i + 28).find((k) => width % k === 0);
  return exact ? [exact, exact] : [32, Math.min(width, 32)];
}

/** The first columns of an orthogonal matrix (Hartley's), [size, columns]. */
function orthogonal(size: number, columns: number): Tensor {
  const turn = (at: number) => (2 * Math.PI * ((Math.floor(at / columns) * (at % columns)) % size)) / size;
  const entry = (_: unknown, at: number) => (Math.cos(turn(at)) + Math.sin(turn(at))) / Math.sqrt(size);
  return constantOf("float32", [size, columns], Array.from({ length: size * columns }, entry));
}

/** The finaliser of MurmurHash3 (Appleby, 2011). ONNX multiplies int32 but shifts uint32; the casts between keep every bit. */
function mixBits(x: Tensor): Tensor {
  const fold = (y: Tensor, by: number) => bitwiseXor(y, shiftRight(y, by));
  const times = (y: Tensor, factor: number) => cast(mul(cast(y, "int32"), constantOf("int32", [], [factor | 0])), "uint32");
  return fold(times(fold(times(fold(x, 16), 0x85ebca6b), 13), 0xc2b2ae35), 16);
}
