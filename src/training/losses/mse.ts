import { square, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/** Squared error. */
export const mse = loss((y, p) => square(sub(p, y)));
