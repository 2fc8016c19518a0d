import { abs, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/** Absolute error. */
export const mae = loss((y, p) => abs(sub(p, y)));
