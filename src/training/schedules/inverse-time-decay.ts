import { checkedOptions } from "./checked.ts";
import { DECAY, type Decay, elapsed } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule of inverse time decay: initialLearningRate / (1 + decayRate · step / decaySteps).
 * @throws OptionError if an option is unknown, missing or not a finite number.
 * @example
 * sgd({ learningRate: inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.5 }) });
 */
export const inverseTimeDecay = (config: Decay): Schedule => ({
  kind: "inverseTimeDecay",
  config: { ...checkedOptions("inverseTimeDecay", config, DECAY) },
  at: (step) => config.initialLearningRate / (1 + config.decayRate * elapsed(config, step)),
});
