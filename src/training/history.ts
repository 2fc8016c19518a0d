/** One epoch's figures: `loss`, each metric, `valLoss` and `val…` where there is validation data, the learning rate, seconds, examples a second. */
export interface EpochLog {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of a training in phases, counted from 1. */
  readonly phase?: number;
  readonly loss: number;
  readonly valLoss?: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly [metric: string]: number | undefined;
}

/** `accuracy` → `valAccuracy`: what a figure is called on validation data. */
export const validationName = (name: string): string => `val${name[0]!.toUpperCase()}${name.slice(1)}`;

/** The history as CSV: a header, then a line an epoch. */
export function csvOf(history: readonly EpochLog[]): string {
  const columns = [...new Set(history.flatMap((log) => Object.keys(log)))];
  return `${[columns.join(","), ...history.map((log) => columns.map((column) => log[column] ?? "").join(","))].join("\n")}\n`;
}

/** The history that `csvOf` has written. */
export function historyFrom(csv: string): EpochLog[] {
  const [header = "", ...lines] = csv.trim().split("\n");
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const known = columns.flatMap((column, i) => (cells[i] ? [[column, Number(cells[i])]] : []));
    return Object.fromEntries(known) as EpochLog;
  });
}
