import { knownOptions, type OptionNames } from "../core/options.ts";
import type { Runtime } from "../runtime/runtime.ts";

export interface RunOptions {
  /** What runs it; the fastest that this machine has by default. */
  readonly runtime?: Runtime;
}

export const RUN_OPTIONS: OptionNames<RunOptions> = { runtime: true };

/** @throws OptionError for an option that what runs a model doesn't take, with the nearest name. */
export const runOptions = (where: string, options: RunOptions): RunOptions => knownOptions(where, options, RUN_OPTIONS);
