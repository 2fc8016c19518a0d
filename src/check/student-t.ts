import { add, log, mul, square, type Tensor } from "../graph/index.ts";

/*
 * Student's t with four degrees of freedom, which the check takes for how numbers lie about what follows from the rest of their rows: a value far off is little more
 * surprising than one that is far off already.
 */
const FREEDOM = 4;

/** How much more surprising a number is than the middle, in nats. @param distance from the middle, in scales. */
export const surpriseOfT = (distance: number): number => ((FREEDOM + 1) / 2) * Math.log1p(distance ** 2 / FREEDOM);

/** `surpriseOfT` in a graph, element-wise. */
export const surprisesOfT = (distances: Tensor): Tensor =>
  mul(log(add(mul(square(distances), 1 / FREEDOM), 1)), (FREEDOM + 1) / 2);

/** Nine of ten values lie within so many scales of the middle. */
export const NINE_OF_TEN = 2.13;

/** The value, in scales from the middle, that a share `p` of all values lies below; by the closed form for four degrees of freedom (Shaw, 2006). */
export function quantileOfT(p: number): number {
  const alpha = 4 * p * (1 - p);
  const q = (4 / Math.sqrt(alpha)) * Math.cos(Math.acos(Math.sqrt(alpha)) / 3);
  return Math.sign(p - 0.5) * Math.sqrt(Math.max(0, q - 4));
}
