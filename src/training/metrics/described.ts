import { type CustomObjects, isSavedCustom, ownOrCustom, type SavedCustom, savedCustom } from "../../core/custom-objects.ts";
import type { LossFunction } from "../losses/loss.ts";
import type { Measured, MetricChoice, NamedMetric, TotalsMetric } from "./choice.ts";

/** A metric as JSON keeps it: the name of one of codings, or that of one of your own. */
export type DescribedMetric = string | SavedCustom;

/** What a saved model keeps of a metric. */
export const describeMetric = ({ name, isOwn }: Measured): DescribedMetric => (isOwn ? savedCustom("metric", { name }) : name);

/** The metric of a description. @throws OptionError where it is of your own, and `customObjects` doesn't have it. */
export function metricFrom(described: DescribedMetric, customObjects: CustomObjects = {}): MetricChoice {
  if (!isSavedCustom(described)) return described as MetricChoice;
  const name = described.custom;
  const found = ownOrCustom("metric", name, {}, customObjects) as LossFunction | NamedMetric | TotalsMetric;
  return typeof found === "function" ? { name, of: found } : found;
}
