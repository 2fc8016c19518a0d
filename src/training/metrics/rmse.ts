import { reduceMean, square, sub } from "../../graph/index.ts";
import { elementwise, withResult } from "./metric.ts";

/**
 * Computes the square root of the mean squared error over all examples.
 * @example
 * model.compile({ loss: "mse", metrics: ["rmse"] });
 */
export const rmse = withResult(
  elementwise("rmse", (y, p) => reduceMean(square(sub(p, y)))),
  ([squares = 0], examples) => Math.sqrt(squares / examples),
);
