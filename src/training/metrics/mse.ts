import { square, sub } from "../../graph/index.ts";
import { elementwise, meanOf } from "./metric.ts";

/**
 * Computes the mean squared error.
 * @example
 * model.compile({ loss: "mse", metrics: ["mse"] });
 */
export const mse = meanOf(elementwise("mse", (y, p) => square(sub(p, y))));
