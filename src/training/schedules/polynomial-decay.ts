import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/**
 * From the initial to the end rate (.0001 by default) along a power (1 by default) of the steps left. With `cycle` the rate rises again at the end of
 * `decaySteps`, and falls for as long as training has gone on until then, and so on; false by default.
 */
export const polynomialDecay = (config: {
  initialLearningRate: number;
  decaySteps: number;
  endLearningRate?: number;
  power?: number;
  cycle?: boolean;
}): Schedule => ({
  kind: "polynomialDecay",
  config: {
    ...checkedOptions("polynomialDecay", config, {
      initialLearningRate: "needed",
      decaySteps: "needed",
      endLearningRate: "optional",
      power: "optional",
      cycle: "optional",
    }),
  },
  at: (step) => {
    const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1, cycle = false } = config;
    const length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    return (initialLearningRate - endLearningRate) * (1 - Math.min(step, length) / length) ** power + endLearningRate;
  },
});
