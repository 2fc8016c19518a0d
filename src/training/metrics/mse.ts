import { reduceMean, square, sub } from "../../graph/index.ts";
import { elementwise } from "./metric.ts";

/** Mean squared error. */
export const mse = elementwise("mse", (y, p) => reduceMean(square(sub(p, y))));
