import { knownOptions } from "../../core/options.ts";
import { ADAM_OPTIONS, type AdamOptions, adamLike } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * Creates the AdamW optimizer (Loshchilov & Hutter, 2019): Adam with weight decay. Each step shrinks the weights by learning rate
 * · `weightDecay`. `weightDecay` is 0.004 by default, and the other defaults are those of `adam`.
 * @example
 * model.compile({ loss: "mse", optimizer: adamW({ weightDecay: 0.01 }) });
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0.004, ...rest } = knownOptions("adamW", options, ADAM_OPTIONS);
  return adamLike("adamW", rest, weightDecay);
}
