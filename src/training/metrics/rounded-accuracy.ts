import { equal, round } from "../../graph/index.ts";
import { elementwise, shareOf } from "./metric.ts";

/**
 * Computes the share of elements whose rounded target equals the rounded output (Géron, chapter 17).
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["roundedAccuracy"] });
 */
export const roundedAccuracy = shareOf(elementwise("roundedAccuracy", (y, p) => equal(round(y), round(p))));
