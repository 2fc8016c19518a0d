import { keyOf } from "../core/random.ts";
import {
  abs,
  add,
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
 * Random numbers in a graph, from a counter-based hash of (step key, draw, element). They are the same integers on every
 * runtime and in every run, and the only state is the number of the step. Each call of a method is a new draw.
 */
export interface GraphRandom {
  /** Draws uniform int32 numbers. Their upper 16 bits are good; the lower a bit is, the sooner it repeats in other steps. */
  bits(shape: Shape): Tensor;
  /**
   * Draws approximately normal numbers of mean 0. They are uncorrelated sums of at least 28 numbers, computed by a rotation.
   * Their excess kurtosis is at least -0.013: compared with a normal distribution, 4 % fewer are beyond three standard
   * deviations, and 15 % fewer beyond four. One size may be unknown.
   * @param stddev - standard deviation; default 1.
   */
  normal(shape: Shape, stddev?: number): Tensor;
}

/**
 * Creates a source of random numbers. Its hash is a mixed number for the element times an odd number for the step, modulo
 * 2³² (Dietzfelbinger et al., 1997). Within a step it is as random as the numbers of the elements, and any two steps are
 * nearly independent. It takes one pass over the elements; mixing again in each step would take twelve.
 * @param stepKey - uint32 scalar that differs in each step, with mixed bits (`keyOf`), or an int32 scalar, its `factorOfKey`.
 * @param start - index of the first example in the whole batch, an int64 scalar, if the graph runs on a part of it. The numbers
 * of each example are then those that it would have in the whole batch.
 * @example
 * const noise = graphRandom(stepKey).normal(x.shape, 0.1);
 */
export function graphRandom(stepKey: Tensor, start?: Tensor): GraphRandom {
  let draws = 0;
  const hashes = (shape: Shape): Tensor => {
    const draw = constantOf("uint32", [], [keyOf(++draws)]);
    const size = productOf(shape);
    const before = start && typeof size !== "number" ? mul(start, constantOf("int64", [], [size.times])) : undefined;
    const numbers = cast(before ? add(range(size), before) : range(size), "uint32");
    // This doesn't depend on the step, so it is computed once, outside of the loop.
    const element = cast(mixBits(bitwiseXor(numbers, draw)), "int32");
    const step = stepKey.dtype === "int32" ? stepKey : cast(bitwiseOr(stepKey, constantOf("uint32", [], [1])), "int32");
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
      // u · |u| has nearly the kurtosis of a normal number (25/9; normal: 3; u: 9/5). Its variance is 1/5 for u from -1 to
      // 1.
      const sums = gemm(mul(uniform, abs(uniform)), orthogonal(length, used), undefined, {
        alpha: stddev * Math.sqrt(5) * 2 ** -62,
      });
      const whole = Math.ceil(width / used) * used;
      return reshape(slice(reshape(sums, [count, whole]), 1, 0, width), shape);
    },
  };
}

/** Returns the odd number by which a step multiplies the numbers of the elements, int32. */
export const factorOfKey = (stepKey: number): number => stepKey | 1;

/** Returns how many numbers to add up, and for how many sums; if possible so that none is left over. */
function lengthOfSums(width: number): [number, number] {
  const exact = Array.from({ length: 101 }, (_, i) => i + 28).find((k) => width % k === 0);
  return exact ? [exact, exact] : [32, Math.min(width, 32)];
}

/** Returns the first columns of an orthogonal matrix (Hartley's), [size, columns]. */
function orthogonal(size: number, columns: number): Tensor {
  const turn = (at: number) => (2 * Math.PI * ((Math.floor(at / columns) * (at % columns)) % size)) / size;
  const entry = (_: unknown, at: number) => (Math.cos(turn(at)) + Math.sin(turn(at))) / Math.sqrt(size);
  return constantOf("float32", [size, columns], Array.from({ length: size * columns }, entry));
}

/**
 * Mixes bits with the finaliser of MurmurHash3 (Appleby, 2011). ONNX multiplies int32 but shifts uint32; the casts between
 * them preserve every bit.
 */
function mixBits(x: Tensor): Tensor {
  const fold = (y: Tensor, by: number) => bitwiseXor(y, shiftRight(y, by));
  const times = (y: Tensor, factor: number) => cast(mul(cast(y, "int32"), constantOf("int32", [], [factor | 0])), "uint32");
  return fold(times(fold(times(fold(x, 16), 0x85ebca6b), 13), 0xc2b2ae35), 16);
}
