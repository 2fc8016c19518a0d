import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/** `values[i]` up to and including step `boundaries[i]`, the last value after. */
export const piecewiseConstantDecay = (config: { boundaries: readonly number[]; values: readonly number[] }): Schedule => ({
  kind: "piecewiseConstantDecay",
  config: { ...checkedOptions("piecewiseConstantDecay", config, { boundaries: "needed", values: "needed" }) },
  at: (step) => {
    const i = config.boundaries.findIndex((boundary) => step <= boundary);
    return config.values[i < 0 ? config.values.length - 1 : i]!;
  },
});
