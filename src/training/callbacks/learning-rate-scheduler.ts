import { OptionError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";
import type { Callback } from "./callback.ts";

/**
 * Creates a callback that sets the learning rate before each epoch (Keras's `LearningRateScheduler`). It replaces the optimizer's
 * rate or schedule.
 * @param rate takes the epoch, counted from 0, and the current rate, and returns the new rate, a number above 0.
 * @throws OptionError if `rate` isn't a function, or if it returns anything else.
 * @example
 * await model.fit(x, y, { epochs: 20, callbacks: [learningRateScheduler((epoch, rate) => (epoch < 10 ? rate : rate * 0.9))] });
 */
export function learningRateScheduler(rate: (epoch: number, rate: number) => number): Callback {
  if (typeof rate !== "function")
    throw new OptionError(`learningRateScheduler needs a function of the epoch and the current rate, but it got ${shown(rate)}.`);
  const set = (epoch: number, run: { learningRate: number }) => {
    const wanted = rate(epoch, run.learningRate);
    if (typeof wanted !== "number" || !(wanted > 0 && Number.isFinite(wanted)))
      throw new OptionError(
        `The function of learningRateScheduler must return a number above 0, but it returned ${shown(wanted)} for epoch ${epoch}.`,
      );
    run.learningRate = wanted;
  };
  return {
    onTrainBegin: (run) => set(run.history.length, run),
    onEpochEnd: ({ epoch }, run) => set(epoch, run),
  };
}
