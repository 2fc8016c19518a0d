import { add, log, mul, sub } from "../../graph/index.ts";
import { EPSILON, loss } from "./loss.ts";

/** p - y · ln p, for targets that are counts and outputs above 0: a count's negative log-likelihood, up to a constant of the targets. */
export const poisson = loss((y, p) => sub(p, mul(y, log(add(p, EPSILON)))), { targets: "counts" });
