import { knownOptions, type OptionNames } from "../core/options.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** Options of everything that runs a model. */
export interface RunOptions {
  /** Runtime that executes the model; by default the fastest one on this machine. */
  readonly runtime?: Runtime;
}

export const RUN_OPTIONS: OptionNames<RunOptions> = { runtime: true };

/**
 * Checks the options of a function that runs a model. @throws OptionError for an unknown option. The message suggests the nearest
 * name.
 */
export const runOptions = (where: string, options: RunOptions): RunOptions => knownOptions(where, options, RUN_OPTIONS);
