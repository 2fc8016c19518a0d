import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule of repeated half cosines, each down to `alpha` (0 by default) times the initial rate (Loshchilov & Hutter,
 * 2017). Each one is `tMul` (2 by default) times as long as the one before, and starts at about `mMul` (1 by default) times its
 * first rate.
 * @throws OptionError if an option is unknown, missing or not a finite number.
 * @example
 * sgd({ learningRate: cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 1000 }) });
 */
export const cosineDecayRestarts = (config: {
  initialLearningRate: number;
  firstDecaySteps: number;
  tMul?: number;
  mMul?: number;
  alpha?: number;
}): Schedule => ({
  kind: "cosineDecayRestarts",
  config: {
    ...checkedOptions("cosineDecayRestarts", config, {
      initialLearningRate: "needed",
      firstDecaySteps: "needed",
      tMul: "optional",
      mMul: "optional",
      alpha: "optional",
    }),
  },
  at: (step) => {
    const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = config;
    let [length, start, height] = [firstDecaySteps, 0, 1];
    while (step >= start + length) {
      start += length;
      length *= tMul;
      height *= mMul;
    }
    const cosine = (height * (1 + Math.cos((Math.PI * (step - start)) / length))) / 2;
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  },
});
