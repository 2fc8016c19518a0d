import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/**
 * Harmonic mean of precision and recall, outputs above 0.5 standing for 1. Several outputs of an example count as that many examples: Keras's
 * `F1Score(threshold=0.5, average="micro")`.
 */
export const f1 = withResult(confusion("f1"), ([hits = 0, alarms = 0, missed = 0]) =>
  shareOf(2 * hits, 2 * hits + alarms + missed),
);
