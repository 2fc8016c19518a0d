import { abs, reduceMean, sub } from "../../graph/index.ts";
import { elementwise } from "./metric.ts";

/** Mean absolute error. */
export const mae = elementwise("mae", (y, p) => reduceMean(abs(sub(p, y))));
