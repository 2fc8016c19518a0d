import { lettingRead } from "../../core/running.ts";
import type { Callback, Run } from "../callbacks/callback.ts";
import { storeWeights } from "../weights.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Creates the object through which callbacks see and change a run. */
export const runOf = ({ model }: TrainOptions, standing: Standing): Run => ({
  get learningRate() {
    return standing.rate();
  },
  set learningRate(value: number) {
    standing.ownRate = value;
  },
  history: standing.history,
  stop: (reason) => {
    standing.stopped ??= reason;
  },
  weights: () => Object.fromEntries(model.variablePaths.map((path) => [path, standing.arrays[path]!])),
  setWeights: (weights) => {
    standing.arrays = { ...standing.arrays, ...weights };
  },
  store: (weights) => storeWeights(model, { ...standing.arrays, ...weights }),
  state: () => standing.ended ?? standing.state(),
});

type CallbackEvent = Exclude<keyof Callback, "name" | "state" | "restore">;

/** Calls an event of all callbacks, one after the other. */
export type Tell = <K extends CallbackEvent>(event: K, ...args: Parameters<NonNullable<Callback[K]>>) => Promise<void>;

export const tellTo =
  (callbacks: readonly Callback[]): Tell =>
  async (event, ...args) => {
    for (const callback of callbacks)
      await lettingRead(() => (callback[event] as ((...given: unknown[]) => void | Promise<void>) | undefined)?.(...args));
  };
