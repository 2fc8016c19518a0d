import { count, duration } from "./words.ts";

/** How far a long piece of work has come. */
export interface WorkProgress {
  /** What is counted, in the plural: "rows", "windows", "images". */
  readonly unit: string;
  readonly done: number;
  /** The number that will be done at the end, where it is known. */
  readonly total?: number;
  readonly perSecond: number;
  /** Only where the total is known. */
  readonly secondsLeft?: number;
}

/**
 * Measures how fast work goes, from now on.
 * @param unit what is counted, in the plural.
 * @param total the number that will be done at the end, where it is known.
 * @returns a function to call with the number done so far, which tells `onProgress`.
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

/** "1,200/5,000 rows, 8,000 rows/s, 1 s left" */
export const progressLine = ({ unit, done, total, perSecond, secondsLeft }: WorkProgress): string =>
  total === undefined
    ? `${count(done)} ${unit}, ${count(perSecond)} ${unit}/s`
    : `${count(done)}/${count(total)} ${unit}, ${count(perSecond)} ${unit}/s, ${duration(secondsLeft!)} left`;
