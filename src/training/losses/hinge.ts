import { mul, relu, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";
import { signsOf } from "./signs.ts";

/**
 * Computes the hinge loss max(1 - y · p, 0) for targets of -1 and 1 (or 0 and 1) and any outputs, whose sign is the class.
 * @example
 * model.compile({ loss: "hinge" });
 */
export const hinge = loss((y, p) => relu(sub(1, mul(signsOf(y), p))), { targets: "signs" });
