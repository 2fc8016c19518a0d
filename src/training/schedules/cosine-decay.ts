import { knownOptions } from "../../core/options.ts";
import type { Schedule } from "./schedule.ts";

/** Half a cosine from the initial rate to alpha (0 by default) times it (Loshchilov & Hutter, 2017). */
export const cosineDecay = (config: { initialLearningRate: number; decaySteps: number; alpha?: number }): Schedule => ({
  kind: "cosineDecay",
  config: { ...knownOptions("cosineDecay", config, { initialLearningRate: true, decaySteps: true, alpha: true }) },
  at: (step) => {
    const { initialLearningRate, decaySteps, alpha = 0 } = config;
    const cosine = (1 + Math.cos((Math.PI * Math.min(step, decaySteps)) / decaySteps)) / 2;
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  },
});
