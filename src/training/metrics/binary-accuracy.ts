import { cast, equal, greater } from "../../graph/index.ts";
import { ofSingle, shareOf } from "./metric.ts";

/**
 * Computes the share of outputs on the same side of 0.5 as their target of 0 or 1. Each output of an example counts separately.
 * @example
 * model.compile({ loss: "binaryCrossentropy", metrics: ["binaryAccuracy"] });
 */
export const binaryAccuracy = shareOf(ofSingle("binaryAccuracy", (y, p) => equal(y, cast(greater(p, 0.5), "float32"))));
