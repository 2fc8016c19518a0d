import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/**
 * Computes the share of targets of 1 whose output is above 0.5, or 0 if no target is 1. Each output of an example counts as an
 * example.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["recall"] });
 */
export const recall = withResult(confusion("recall"), ([hits = 0, _alarms, missed = 0]) => shareOf(hits, hits + missed));
