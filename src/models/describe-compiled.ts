import type { CustomObjects } from "../core/custom-objects.ts";
import { given } from "../core/options.ts";
import { type DescribedLoss, describeLoss, lossFrom } from "../training/losses/described.ts";
import { type DescribedMetric, describeMetric, metricFrom } from "../training/metrics/described.ts";
import { type DescribedOptions, describeOptimizer, optimizerFrom } from "../training/optimizers/choice.ts";
import type { Clipping } from "../training/training-program.ts";
import type { Compiled, CompileOptions } from "./compile.ts";

/**
 * The options of `compile` as they are stored in JSON. If the model has several outputs, these are lists with one element for
 * each output.
 */
export interface DescribedCompile extends Clipping {
  readonly loss: DescribedLoss | readonly DescribedLoss[];
  readonly lossWeights?: readonly number[];
  readonly optimizer: { readonly kind: string; readonly options: DescribedOptions };
  readonly metrics: readonly DescribedMetric[] | readonly (readonly DescribedMetric[])[];
  readonly trim?: number;
}

/**
 * Describes the options of `compile` so that `compiledFrom` can restore them. Custom losses, metrics, optimizers and schedules
 * are saved by their names.
 * @throws OptionError if a custom one has no name.
 */
export function describeCompiled({ losses, optimizer, metrics, clipNorm, clipValue, trim = 0 }: Compiled): DescribedCompile {
  const own = metrics.filter(({ isLoss }) => !isLoss);
  const each = losses.map((_, i) => own.filter(({ output = 0 }) => output === i).map(describeMetric));
  const isOne = losses.length === 1;
  return {
    loss: isOne ? describeLoss(losses[0]!.loss) : losses.map(({ loss }) => describeLoss(loss)),
    ...(losses.some(({ weight }) => weight !== 1) && { lossWeights: losses.map(({ weight }) => weight) }),
    optimizer: { kind: optimizer.kind, options: describeOptimizer(optimizer) },
    metrics: isOne ? each[0]! : each,
    ...given({ clipNorm, clipValue }),
    ...(trim > 0 && { trim }),
  };
}

/**
 * Restores the options of `compile` from their description.
 * @throws OptionError if a custom part isn't in `customObjects`.
 */
export function compiledFrom(described: DescribedCompile, customObjects: CustomObjects = {}): CompileOptions {
  const { loss, optimizer, metrics, ...others } = described;
  const metric = (one: DescribedMetric) => metricFrom(one, customObjects);
  return {
    ...others,
    loss: isList(loss) ? loss.map((one) => lossFrom(one, customObjects)) : lossFrom(loss, customObjects),
    optimizer: optimizerFrom(optimizer.kind, optimizer.options, customObjects),
    metrics: areLists(metrics) ? metrics.map((some) => some.map(metric)) : metrics.map(metric),
  };
}

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
const areLists = (value: DescribedCompile["metrics"]): value is readonly (readonly DescribedMetric[])[] =>
  Array.isArray(value[0]);
