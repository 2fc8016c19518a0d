import { checkedOptions } from "./checked.ts";
import { DECAY, type Decay, elapsed } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule of exponential decay: initialLearningRate · decayRate^(step / decaySteps).
 * @throws OptionError if an option is unknown, missing or not a finite number.
 * @example
 * sgd({ learningRate: exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.9 }) });
 */
export const exponentialDecay = (config: Decay): Schedule => ({
  kind: "exponentialDecay",
  config: { ...checkedOptions("exponentialDecay", config, DECAY) },
  at: (step) => config.initialLearningRate * config.decayRate ** elapsed(config, step),
});
