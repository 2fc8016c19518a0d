import { add, log, mul, square, type Tensor } from "../graph/index.ts";

/*
 * The check assumes that numbers are distributed about their expected values as Student's t with four degrees of freedom. Its
 * tails are long, so an extreme value is only a little more surprising than one that is already far off.
 */
const FREEDOM = 4;

/**
 * Computes how much more surprising a number is than the center, in nats.
 * @param distance distance from the center, in scales.
 */
export const surpriseOfT = (distance: number): number => ((FREEDOM + 1) / 2) * Math.log1p(distance ** 2 / FREEDOM);

/** Computes `surpriseOfT` in a graph, element-wise. */
export const surprisesOfT = (distances: Tensor): Tensor =>
  mul(log(add(mul(square(distances), 1 / FREEDOM), 1)), (FREEDOM + 1) / 2);

/** Nine of ten values lie within this many scales of the center. */
export const NINE_OF_TEN = 2.13;

/**
 * Returns the value, in scales from the center, below which the share `p` of all values lies. It uses the closed form for four
 * degrees of freedom (Shaw, 2006).
 */
export function quantileOfT(p: number): number {
  const alpha = 4 * p * (1 - p);
  const q = (4 / Math.sqrt(alpha)) * Math.cos(Math.acos(Math.sqrt(alpha)) / 3);
  return Math.sign(p - 0.5) * Math.sqrt(Math.max(0, q - 4));
}
