import { csvOf } from "../history.ts";
import type { Callback } from "./callback.ts";

/**
 * Creates a callback that passes the history as CSV to `write` after every epoch.
 * @param write receives the whole history so far, as text with a header.
 * @example
 * await model.fit(x, y, { callbacks: [csvLog((csv) => writeFile("history.csv", csv))] });
 */
export const csvLog = (write: (csv: string) => void | Promise<void>): Callback => ({
  onEpochEnd: (_log, run) => write(csvOf(run.history)),
});
