import { abs, sub } from "../../graph/index.ts";
import { elementwise, meanOf } from "./metric.ts";

/**
 * Computes the mean absolute error.
 * @example
 * model.compile({ loss: "mse", metrics: ["mae"] });
 */
export const mae = meanOf(elementwise("mae", (y, p) => abs(sub(p, y))));
