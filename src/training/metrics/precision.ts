import { confusion, shareOf } from "./confusion.ts";
import { withResult } from "./metric.ts";

/** Share of the outputs above 0.5 whose target is 1; 0 where no output is. Several outputs of an example count as that many examples. */
export const precision = withResult(confusion("precision"), ([hits = 0, alarms = 0]) => shareOf(hits, hits + alarms));
