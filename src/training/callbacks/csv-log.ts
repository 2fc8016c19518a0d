import { csvOf } from "../history.ts";
import type { Callback } from "./callback.ts";

/** Hands the history so far, as CSV, to `write` after every epoch. */
export const csvLog = (write: (csv: string) => void | Promise<void>): Callback => ({
  onEpochEnd: (_log, run) => write(csvOf(run.history)),
});
