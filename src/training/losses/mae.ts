import { abs, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/**
 * Computes the absolute error |p - y|.
 * @example
 * model.compile({ loss: "mae" });
 */
export const mae = loss((y, p) => abs(sub(p, y)));
