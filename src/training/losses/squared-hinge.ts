import { square } from "../../graph/index.ts";
import { hinge } from "./hinge.ts";
import { loss } from "./loss.ts";

/**
 * Computes the squared hinge loss max(1 - y · p, 0)², for the same targets as `hinge`.
 * @example
 * model.compile({ loss: "squaredHinge" });
 */
export const squaredHinge = loss((y, p) => square(hinge(y, p)), { targets: "signs" });
