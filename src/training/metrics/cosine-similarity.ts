import { neg, reduceMean } from "../../graph/index.ts";
import { cosineSimilarity as loss } from "../losses/cosine-similarity.ts";
import { elementwise } from "./metric.ts";

/** Mean cosine of the angle between targets and outputs along the last axis: 1 where they point the same way, which the loss of this name has as -1. */
export const cosineSimilarity = Object.assign(
  elementwise("cosineSimilarity", (y, p) => neg(reduceMean(loss(y, p)))),
  { values: elementwise("cosineSimilarity", (y, p) => neg(loss(y, p))) },
);
