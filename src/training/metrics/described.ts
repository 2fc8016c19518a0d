import { type CustomObjects, isSavedCustom, ownOrCustom, type SavedCustom, savedCustom } from "../../core/custom-objects.ts";
import type { LossFunction } from "../losses/loss.ts";
import type { Measured, MetricChoice, NamedMetric, TotalsMetric } from "./choice.ts";

/** A metric as it is stored in JSON: the name of a built-in or of a custom metric. */
export type DescribedMetric = string | SavedCustom;

/** Describes a metric for a saved model. */
export const describeMetric = ({ name, isOwn }: Measured): DescribedMetric => (isOwn ? savedCustom("metric", { name }) : name);

/** Restores a described metric. @throws OptionError if it is a custom metric that `customObjects` doesn't have. */
export function metricFrom(described: DescribedMetric, customObjects: CustomObjects = {}): MetricChoice {
  if (!isSavedCustom(described)) return described as MetricChoice;
  const name = described.custom;
  const found = ownOrCustom("metric", name, {}, customObjects) as LossFunction | NamedMetric | TotalsMetric;
  return typeof found === "function" ? { name, of: found } : found;
}
