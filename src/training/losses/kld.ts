import { clip, div, log, mul, reduceSum } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the Kullback-Leibler divergence Σ y · ln(y / p) of probabilities along the last axis. Both are clipped to 1e-7 … 1.
 * @example
 * model.compile({ loss: "kld" });
 */
export const kld = loss(
  (y, p) => {
    const [shares, outputs] = [clip(y, EPSILON, 1), clip(p, EPSILON, 1)];
    return reduceSum(mul(shares, log(div(shares, outputs))), -1);
  },
  { targets: "probabilities", perClass: true },
);
