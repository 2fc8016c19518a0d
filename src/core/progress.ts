import { count, duration } from "./words.ts";

/** The progress of a long piece of work. */
export interface WorkProgress {
  /** Noun for the counted things, in the plural: "rows", "windows", "images". */
  readonly unit: string;
  readonly done: number;
  /** Number of things to do in total, if it is known. */
  readonly total?: number;
  readonly perSecond: number;
  /** Estimated seconds until the end; present only if `total` is known. */
  readonly secondsLeft?: number;
}

/**
 * Measures the speed of work, beginning with this call.
 * @param unit - noun for the counted things, in the plural.
 * @param total - number of things to do in total, if it is known.
 * @returns a function to call with the number done until now. It calls `onProgress`.
 */
export function workProgress(
  unit: string,
  total: number | undefined,
  onProgress: ((progress: WorkProgress) => void) | undefined,
): (done: number) => void {
  const began = performance.now();
  return (done) => {
    const perSecond = done / ((performance.now() - began) / 1000);
    onProgress?.({ unit, done, perSecond, ...(total !== undefined && { total, secondsLeft: (total - done) / perSecond }) });
  };
}

/** Formats progress: "1,200/5,000 rows, 8,000 rows/s, 1 s left". */
export const progressLine = ({ unit, done, total, perSecond, secondsLeft }: WorkProgress): string =>
  total === undefined
    ? `${count(done)} ${unit}, ${count(perSecond)} ${unit}/s`
    : `${count(done)}/${count(total)} ${unit}, ${count(perSecond)} ${unit}/s, ${duration(secondsLeft!)} left`;
