import { appendFileSync } from "node:fs";

// The tests of this folder have two versions. `npm test` runs the short one. `npm run torture` runs the long one, which takes
// minutes, and prints a line for each test. docs/reliability.md has the lines of its last run.

/** Whether the long version runs. */
export const isLong = process.env.TORTURE === "long";

/** Returns how often something is tried: fewer times in `npm test` than in `npm run torture`. */
export const times = (short: number, long: number): number => (isLong ? long : short);

/** The time limit of a test, in milliseconds. */
export const timeout = times(120_000, 3_600_000);

/** Adds a line to what `npm run torture` prints at its end, for example "200 kills: 200 resumed, 0 unreadable". */
export function report(line: string): void {
  const { TORTURE_REPORT } = process.env;
  if (TORTURE_REPORT) appendFileSync(TORTURE_REPORT, `${line}\n`);
}
