import { knownOptions } from "../../core/options.ts";
import type { Schedule } from "./schedule.ts";

/** From the initial to the end rate (.0001 by default) along a power (1 by default) of the steps left. */
export const polynomialDecay = (config: {
  initialLearningRate: number;
  decaySteps: number;
  endLearningRate?: number;
  power?: number;
}): Schedule => ({
  kind: "polynomialDecay",
  config: {
    ...knownOptions("polynomialDecay", config, {
      initialLearningRate: true,
      decaySteps: true,
      endLearningRate: true,
      power: true,
    }),
  },
  at: (step) => {
    const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1 } = config;
    return (initialLearningRate - endLearningRate) * (1 - Math.min(step, decaySteps) / decaySteps) ** power + endLearningRate;
  },
});
