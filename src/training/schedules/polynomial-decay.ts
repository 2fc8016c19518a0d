import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule from the initial rate to `endLearningRate` (0.0001 by default), along a power (1 by default) of the share of
 * steps left. With `cycle`, the rate rises again after `decaySteps`, and decays until the next multiple of `decaySteps`; false by
 * default.
 * @throws OptionError if an option is unknown, missing or not a finite number.
 * @example
 * sgd({ learningRate: polynomialDecay({ initialLearningRate: 0.1, decaySteps: 10_000, power: 2 }) });
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
