import { neg, reduceMean } from "../../graph/index.ts";
import { cosineSimilarity as loss } from "../losses/cosine-similarity.ts";
import { elementwise } from "./metric.ts";

/**
 * Computes the mean cosine of the angle between targets and outputs along the last axis: 1 if they point in the same direction.
 * The loss of this name has the opposite sign.
 * @example
 * model.compile({ loss: "mse", metrics: ["cosineSimilarity"] });
 */
export const cosineSimilarity = Object.assign(
  elementwise("cosineSimilarity", (y, p) => neg(reduceMean(loss(y, p)))),
  { values: elementwise("cosineSimilarity", (y, p) => neg(loss(y, p))) },
);
