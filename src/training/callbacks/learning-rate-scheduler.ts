import { OptionError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";
import type { Callback } from "./callback.ts";

/**
 * Sets the learning rate before each epoch, in place of the optimizer's rate or schedule: Keras's `LearningRateScheduler`.
 * @param rate gets the number of the epoch, from 0, and the rate so far, and gives a number above 0.
 * @throws OptionError where it is no function, or gives something else.
 * @example await model.fit(x, y, { epochs: 20, callbacks: [learningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate * 0.9))] });
 */
export function learningRateScheduler(rate: (epoch: number, rate: number) => number): Callback {
  if (typeof rate !== "function")
    throw new OptionError(`learningRateScheduler takes a function of the epoch and the rate so far, but this is ${shown(rate)}.`);
  const set = (epoch: number, run: { learningRate: number }) => {
    const wanted = rate(epoch, run.learningRate);
    if (typeof wanted !== "number" || !(wanted > 0 && Number.isFinite(wanted)))
      throw new OptionError(
        `The function of learningRateScheduler gives a number above 0, but gave ${shown(wanted)} for epoch ${epoch}.`,
      );
    run.learningRate = wanted;
  };
  return {
    onTrainBegin: (run) => set(run.history.length, run),
    onEpochEnd: ({ epoch }, run) => set(epoch, run),
  };
}
