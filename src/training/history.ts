/**
 * Values of one epoch: the loss, each metric, the same on validation data with the prefix `val`, the learning rate and the speed.
 */
export interface EpochLog {
  /** Number of the epoch, from 1. */
  readonly epoch: number;
  /** Number of the phase, from 1, if the training has phases. */
  readonly phase?: number;
  readonly loss: number;
  readonly valLoss?: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly [metric: string]: number | undefined;
}

/** Returns the name of a value on validation data: `accuracy` becomes `valAccuracy`. */
export const validationName = (name: string): string => `val${name[0]!.toUpperCase()}${name.slice(1)}`;

/**
 * Formats the history as CSV: a header, then one line for each epoch.
 * @example
 * const { history } = await model.fit(x, y);
 * console.log(csvOf(history));
 */
export function csvOf(history: readonly EpochLog[]): string {
  const columns = [...new Set(history.flatMap((log) => Object.keys(log)))];
  return `${[columns.join(","), ...history.map((log) => columns.map((column) => log[column] ?? "").join(","))].join("\n")}\n`;
}

/** Reads a history that `csvOf` has written. */
export function historyFrom(csv: string): EpochLog[] {
  const [header = "", ...lines] = csv.trim().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const known = columns.flatMap((column, i) => (cells[i] ? [[column, Number(cells[i])]] : []));
    return Object.fromEntries(known) as EpochLog;
  });
}
