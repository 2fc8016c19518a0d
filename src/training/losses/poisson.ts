import { add, log, mul, sub } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/**
 * Computes the Poisson loss p - y · ln p for targets that are counts, and outputs above 0. It is the negative log-likelihood, up
 * to a constant that depends on the targets only.
 * @example
 * model.compile({ loss: "poisson" });
 */
export const poisson = loss((y, p) => sub(p, mul(y, log(add(p, EPSILON)))), { targets: "counts" });
