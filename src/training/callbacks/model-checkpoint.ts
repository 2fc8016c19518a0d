import { knownOptions } from "../../core/options.ts";
import type { TrainingState } from "../state.ts";
import type { Callback } from "./callback.ts";
import { goesOn, WATCHING, type Watching, watch } from "./watch.ts";

/** Hands the run's state to `save` after every epoch, or only after those that are the best so far. */
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
