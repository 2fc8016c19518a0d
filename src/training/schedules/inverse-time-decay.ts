import { knownOptions } from "../../core/options.ts";
import { DECAY, type Decay, elapsed } from "./decay.ts";
import type { Schedule } from "./schedule.ts";

/** rate / (1 + decayRate · step / decaySteps). */
export const inverseTimeDecay = (config: Decay): Schedule => ({
  kind: "inverseTimeDecay",
  config: { ...knownOptions("inverseTimeDecay", config, DECAY) },
  at: (step) => config.initialLearningRate / (1 + config.decayRate * elapsed(config, step)),
});
