import { knownOptions } from "../../core/options.ts";
import type { Callback } from "./callback.ts";
import { goesOn, WATCHING, type Watching, watch } from "./watch.ts";

/** Multiplies the learning rate by `factor` (.1) when a figure hasn't improved for `patience` epochs (10), down to `minLearningRate` (0). */
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
