import { knownOptions } from "../../core/options.ts";
import type { TrainingState } from "../state.ts";
import type { Callback } from "./callback.ts";
import { goesOn, WATCHING, type Watching, watch } from "./watch.ts";

/**
 * Creates a callback that passes the run's state to `save` after every epoch, or with `bestOnly` after each epoch that is the
 * best so far.
 * @param save stores the state; it may be asynchronous.
 * @example
 * await model.fit(x, y, { callbacks: [modelCheckpoint((state) => states.push(state), { bestOnly: true })] });
 */
export function modelCheckpoint(
  save: (state: TrainingState) => void | Promise<void>,
  options: Watching & { bestOnly?: boolean } = {},
): Callback {
  const { bestOnly = false, ...watching } = knownOptions("modelCheckpoint", options, { ...WATCHING, bestOnly: true });
  const figure = watch(watching);
  let better = false;
  return {
    name: "modelCheckpoint",
    ...goesOn(figure),
    onTrainBegin: () => figure.restart(),
    onEpochEnd(log) {
      better = figure.improves(log);
    },
    async afterEpochEnd(_log, run) {
      if (better || !bestOnly) await save(run.state());
    },
  };
}
