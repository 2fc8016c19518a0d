import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/** Share of the targets of 1 whose output is above 0.5; 0 where no target is 1. Several outputs of an example count as that many examples. */
export const recall = withResult(confusion("recall"), ([hits = 0, _alarms, missed = 0]) => shareOf(hits, hits + missed));
