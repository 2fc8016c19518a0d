import { square, sub } from "../../graph/index.ts";
import { elementwise, meanOf } from "./metric.ts";

/** Computes the mean squared error. */
export const mse = meanOf(elementwise("mse", (y, p) => square(sub(p, y))));
