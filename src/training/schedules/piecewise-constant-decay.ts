import { checkedOptions } from "./checked.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Creates a schedule of constant rates: `values[i]` up to and including step `boundaries[i]`, and the last value after the last
 * boundary.
 * @throws OptionError if an option is unknown, missing or not a list of finite numbers.
 * @example
 * sgd({ learningRate: piecewiseConstantDecay({ boundaries: [1000, 5000], values: [0.1, 0.01, 0.001] }) });
 */
export const piecewiseConstantDecay = (config: { boundaries: readonly number[]; values: readonly number[] }): Schedule => ({
  kind: "piecewiseConstantDecay",
  config: { ...checkedOptions("piecewiseConstantDecay", config, { boundaries: "needed", values: "needed" }) },
  at: (step) => {
    const i = config.boundaries.findIndex((boundary) => step <= boundary);
    return config.values[i < 0 ? config.values.length - 1 : i]!;
  },
});
