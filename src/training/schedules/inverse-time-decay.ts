import { checkedOptions } from "./checked.ts";
import { DECAY, type Decay, elapsed } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/** rate / (1 + decayRate · step / decaySteps). */
export const inverseTimeDecay = (config: Decay): Schedule => ({
  kind: "inverseTimeDecay",
  config: { ...checkedOptions("inverseTimeDecay", config, DECAY) },
  at: (step) => config.initialLearningRate / (1 + config.decayRate * elapsed(config, step)),
});
