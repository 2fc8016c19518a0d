import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/**
 * Computes the share of outputs above 0.5 whose target is 1, or 0 if no output is above 0.5. Each output of an example counts as
 * an example.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["precision"] });
 */
export const precision = withResult(confusion("precision"), ([hits = 0, alarms = 0]) => shareOf(hits, hits + alarms));
