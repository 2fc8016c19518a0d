import { checkedOptions } from "./checked.ts";
import { DECAY, type Decay, elapsed } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/** rate · decayRate^(step / decaySteps). */
export const exponentialDecay = (config: Decay): Schedule => ({
  kind: "exponentialDecay",
  config: { ...checkedOptions("exponentialDecay", config, DECAY) },
  at: (step) => config.initialLearningRate * config.decayRate ** elapsed(config, step),
});
