import { knownOptions } from "../../core/options.ts";
import type { Callback } from "./callback.ts";
import { goesOn, WATCHING, type Watching, watch } from "./watch.ts";

/**
 * Creates a callback that lowers the learning rate when a metric hasn't improved for some epochs.
 * @param options `patience` is the number of epochs without improvement (10 by default), `factor` multiplies the rate (0.1 by
 * default), and `minLearningRate` is the lowest rate (0 by default). `minDelta` is 1e-4 by default.
 * @example
 * await model.fit(x, y, { validationSplit: 0.1, callbacks: [reduceLearningRateOnPlateau({ patience: 3 })] });
 */
export function reduceLearningRateOnPlateau(options: Watching & { factor?: number; minLearningRate?: number } = {}): Callback {
  const known = knownOptions("reduceLearningRateOnPlateau", options, { ...WATCHING, factor: true, minLearningRate: true });
  const { factor = 0.1, patience = 10, minDelta = 1e-4, minLearningRate = 0, ...watching } = known;
  const figure = watch({ ...watching, minDelta, patience });
  return {
    name: "reduceLearningRateOnPlateau",
    ...goesOn(figure),
    onTrainBegin: () => figure.restart(),
    onEpochEnd(log, run) {
      if (figure.improves(log) || figure.since < patience) return;
      run.learningRate = Math.max(run.learningRate * factor, minLearningRate);
      figure.wait();
    },
  };
}
