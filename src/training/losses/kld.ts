import { clip, div, log, mul, reduceSum } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/** Kullback-Leibler divergence of shares: Σ y · ln(y / p) along the last axis, both held from 1e-7 to 1. */
export const kld = loss(
  (y, p) => {
    const [shares, outputs] = [clip(y, EPSILON, 1), clip(p, EPSILON, 1)];
    return reduceSum(mul(shares, log(div(shares, outputs))), -1);
  },
  { targets: "probabilities", perClass: true },
);
