import type { NdArray } from "../../core/ndarray.ts";
import { knownOptions } from "../../core/options.ts";
import type { EpochLog } from "../history.ts";
import type { TrainingState } from "../state.ts";
import type { Callback, Run } from "./callback.ts";
import { WATCHING, type Watching, watch } from "./watch.ts";

const EARLY_STOPPING = "earlyStopping";

/**
 * Creates a callback that stops the training when a metric hasn't improved for `patience` epochs. In a greedy training it does so
 * in each phase.
 * @param options `patience` is 10 by default. `restoreBestWeights` puts the best epoch's weights into the model; true by default.
 * @example
 * await model.fit(x, y, { validationSplit: 0.1, epochs: 100, callbacks: [earlyStopping({ patience: 5 })] });
 */
export function earlyStopping(options: Watching & { restoreBestWeights?: boolean } = {}): Callback {
  const known = knownOptions("earlyStopping", options, { ...WATCHING, restoreBestWeights: true });
  const { patience = 10, restoreBestWeights = true, ...watching } = known;
  const figure = watch({ ...watching, patience });
  let best: { epoch: number; weights?: Readonly<Record<string, NdArray<"float32">>> } | undefined;
  const stopIfDue = (run: Run) => {
    if (figure.since >= patience)
      run.stop(`no better ${watching.monitor ?? "valLoss"} for ${figure.since} epochs; the best was epoch ${best?.epoch}`);
  };
  return {
    name: EARLY_STOPPING,
    onTrainBegin() {
      figure.restart();
      best = undefined;
    },
    onEpochEnd(log, run) {
      if (figure.improves(log)) best = { epoch: log.epoch, ...(restoreBestWeights && { weights: run.weights() }) };
      else stopIfDue(run);
    },
    onTrainEnd(run) {
      if (best?.weights) run.setWeights(best.weights);
    },
    state: () => ({
      values: { ...figure.values, ...(best && { epoch: best.epoch }) },
      ...(best?.weights && { weights: best.weights }),
    }),
    restore(state, run) {
      if (!figure.goOn(state)) return;
      const { values, weights } = state;
      const kept = restoreBestWeights ? weights : undefined;
      best = values.epoch === undefined ? undefined : { epoch: Number(values.epoch), weights: kept };
      stopIfDue(run);
    },
  };
}

/**
 * Returns early stopping's part of a run's state: the best epoch, its weights, and the number of epochs since. Undefined without
 * early stopping.
 */
export function stoppingIn({ callbacks, history, phase }: TrainingState) {
  const { values, weights } = callbacks?.[EARLY_STOPPING] ?? {};
  if (!values) return undefined;
  const best = history.findLast((log) => log.epoch === values.epoch && log.phase === phase);
  return { since: Number(values.since), ...(best && { best }), ...(weights && { weights }) };
}

/**
 * Returns the epoch whose weights the model has after a run. It is the best epoch if early stopping restores its weights,
 * otherwise the last one.
 */
export function keptEpoch(state: TrainingState): EpochLog | undefined {
  const { best, weights } = stoppingIn(state) ?? {};
  return weights && best ? best : state.history.at(-1);
}
