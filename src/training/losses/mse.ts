import { square, sub } from "../../graph/index.ts";
import { loss } from "./loss.ts";

/**
 * Computes the squared error (p - y)².
 * @example
 * model.compile({ loss: "mse" });
 */
export const mse = loss((y, p) => square(sub(p, y)));
