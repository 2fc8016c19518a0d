import type { CustomObjects } from "../core/custom-objects.ts";
import { given } from "../core/options.ts";
import { type DescribedLoss, describeLoss, lossFrom } from "../training/losses/described.ts";
import { type DescribedMetric, describeMetric, metricFrom } from "../training/metrics/described.ts";
import { type DescribedOptions, describeOptimizer, optimizerFrom } from "../training/optimizers/choice.ts";
import type { Clipping } from "../training/training-program.ts";
import type { Compiled, CompileOptions } from "./compile.ts";

/** What `compile` set, as JSON keeps it. */
export interface DescribedCompile extends Clipping {
  readonly loss: DescribedLoss;
  readonly optimizer: { readonly kind: string; readonly options: DescribedOptions };
  readonly metrics: readonly DescribedMetric[];
  readonly trim?: number;
}

/**
 * Describes what `compile` set, so that `compiledFrom` gives it again. Losses, metrics, optimizers and schedules of your own are kept by their names.
 * @throws OptionError where one of your own has no name of its own.
 */
export function describeCompiled({ loss, optimizer, metrics, clipNorm, clipValue, trim = 0 }: Compiled): DescribedCompile {
  return {
    loss: describeLoss(loss),
    optimizer: { kind: optimizer.kind, options: describeOptimizer(optimizer) },
    metrics: metrics.map(describeMetric),
    ...given({ clipNorm, clipValue }),
    ...(trim > 0 && { trim }),
  };
}

/**
 * The options of `compile` from their description.
 * @throws OptionError where a part is of your own, and `customObjects` doesn't have it by its name.
 */
export function compiledFrom(described: DescribedCompile, customObjects: CustomObjects = {}): CompileOptions {
  const { loss, optimizer, metrics, ...others } = described;
  return {
    ...others,
    loss: lossFrom(loss, customObjects),
    optimizer: optimizerFrom(optimizer.kind, optimizer.options, customObjects),
    metrics: metrics.map((metric) => metricFrom(metric, customObjects)),
  };
}
