import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule of half a cosine, from the initial rate down to `alpha` (0 by default) times it in `decaySteps` (Loshchilov
 * & Hutter, 2017). With `warmupTarget`, the rate first rises linearly from the initial rate to the target in `warmupSteps` (0 by
 * default), and decays from there.
 * @throws OptionError if an option is unknown, missing or not a finite number.
 * @example
 * sgd({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 10_000 }) });
 */
export const cosineDecay = (config: {
  initialLearningRate: number;
  decaySteps: number;
  alpha?: number;
  warmupTarget?: number;
  warmupSteps?: number;
}): Schedule => ({
  kind: "cosineDecay",
  config: {
    ...checkedOptions("cosineDecay", config, {
      initialLearningRate: "needed",
      decaySteps: "needed",
      alpha: "optional",
      warmupTarget: "optional",
      warmupSteps: "optional",
    }),
  },
  at: (step) => {
    const { initialLearningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = config;
    const from = warmupTarget ?? initialLearningRate;
    const warmUp = warmupTarget === undefined ? 0 : warmupSteps;
    if (step < warmUp) return initialLearningRate + ((from - initialLearningRate) * step) / warmUp;
    const cosine = (1 + Math.cos((Math.PI * Math.min(step - warmUp, decaySteps)) / decaySteps)) / 2;
    return from * ((1 - alpha) * cosine + alpha);
  },
});
