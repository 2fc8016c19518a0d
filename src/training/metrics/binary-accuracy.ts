import { cast, equal, greater } from "../../graph/index.ts";
import { ofSingle, shareOf } from "./metric.ts";

/** Share of outputs that are on the side of 0.5 where their target of 0 or 1 is. Each output of an example counts by itself. */
export const binaryAccuracy = shareOf(ofSingle("binaryAccuracy", (y, p) => equal(y, cast(greater(p, 0.5), "float32"))));
