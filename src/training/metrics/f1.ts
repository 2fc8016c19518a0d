import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/**
 * Computes the harmonic mean of precision and recall, where outputs above 0.5 stand for 1. Each output of an example counts as an
 * example. It equals Keras's `F1Score(threshold=0.5, average="micro")`.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["f1"] });
 */
export const f1 = withResult(confusion("f1"), ([hits = 0, alarms = 0, missed = 0]) =>
  shareOf(2 * hits, 2 * hits + alarms + missed),
);
