import { knownOptions } from "../../core/options.ts";
import { ADAM_OPTIONS, type AdamOptions, adamLike } from "./adam.ts";
import type { Optimizer } from "./optimizer.ts";

/** Adam whose weights shrink by rate · decay at each step (Loshchilov & Hutter, 2019); decay .004 by default. */
export function adamW(options: AdamOptions = {}): Optimizer {
  const { weightDecay = 0.004, ...rest } = knownOptions("adamW", options, ADAM_OPTIONS);
  return adamLike("adamW", rest, weightDecay);
}
