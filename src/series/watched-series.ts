import type { NdArray } from "../core/ndarray.ts";
import { ndarray } from "../core/ndarray.ts";
import type { Placed } from "../data/series/regular.ts";
import type { Program } from "../runtime/runtime.ts";
import type { FittedLength, FittedSeries } from "./fitted.ts";
import { JUMP_WINDOW, jumpAt } from "./jumps.ts";
import { clearly, inUnits, rootMeanSquare } from "./readings.ts";

/** A compiled program for the windows of one length, and the arrays to which it writes. */
export interface LengthProgram {
  readonly length: FittedLength;
  readonly program: Program;
  readonly into: Readonly<Record<"score" | "errors" | "expected", NdArray<"float32">>>;
}

/** Creates the arrays for the results of one window. */
export const resultsFor = ({ bins }: FittedLength, channels: number): LengthProgram["into"] => ({
  score: ndarray("float32", [1], new Float32Array(1)),
  errors: ndarray("float32", [1, channels], new Float32Array(channels)),
  expected: ndarray("float32", [1, bins, channels], new Float32Array(bins * channels)),
});

/** Everything that is stored about one series after its last reading. */
export interface SeriesMemory {
  /** The last reading; missing before the first one. */
  at?: Placed | undefined;
  /** Time of the reading before the last long gap. */
  before?: number | undefined;
  /** Number of late readings from within that gap, since the last reading in order. */
  late: number;
  /** Number of places since the series began, and since the last long gap. */
  place: number;
  since: number;
  /** The last readings, twice as many as needed, so that they rarely have to be moved: [capacity, channels]. */
  readonly values: Float32Array;
  /** Number of readings among the values. */
  filled: number;
  /** For each length, the score of the last window in units, and the contributions of the channels to its square: [lengths, channels]. */
  readonly units: Float32Array;
  readonly shares: Float32Array;
  /** The scores of the last readings without those around them. The next one replaces the oldest: [around]. */
  readonly around: Float64Array;
}

/** The score of a reading, and what it consists of. */
export interface Judged {
  /** NaN while nothing is known. */
  readonly score: number;
  /** [channels] */
  readonly contributions: Float32Array;
  /** [channels]: the usual levels, until there are enough readings for a window. */
  readonly expected: Float32Array;
}

type Fitted = Pick<FittedSeries, "channels" | "lengths" | "around" | "jumps" | "shape">;

/** Number of readings that must be stored. */
const storedOf = ({ lengths }: Fitted): number => Math.max(JUMP_WINDOW, lengths.at(-1)!.window);

export function newMemory(fitted: Fitted): SeriesMemory {
  const channels = fitted.channels.center.length;
  const count = fitted.lengths.length;
  return {
    late: 0,
    place: 0,
    since: 0,
    values: new Float32Array(2 * storedOf(fitted) * channels),
    filled: 0,
    units: new Float32Array(count).fill(Number.NaN),
    shares: new Float32Array(count * channels),
    around: new Float64Array(fitted.around).fill(Number.NaN),
  };
}

/**
 * Forgets the readings before a long gap. Windows begin at the same places as without the gap.
 * @param before - time of the last reading before the gap.
 */
export function restart(memory: SeriesMemory, before: number | undefined): void {
  memory.before = before;
  memory.since = 0;
  memory.filled = 0;
  memory.units.fill(Number.NaN);
  memory.shares.fill(0);
  memory.around.fill(Number.NaN);
}

/**
 * Adds the next place of a series, and scores it by the windows that end there or before, as `measureReadings` does (`live`).
 * @param row - [channels]; undefined for a place without a reading, which has no result.
 */
export async function addPlace(
  memory: SeriesMemory,
  row: Float32Array | undefined,
  fitted: Fitted,
  programs: readonly LengthProgram[],
): Promise<Judged> {
  const { jumps, channels, shape } = fitted;
  const { values, units, shares, around } = memory;
  const count = channels.center.length;
  if (memory.filled * count === values.length) {
    const stored = storedOf(fitted);
    values.copyWithin(0, (memory.filled - stored) * count);
    memory.filled = stored;
  }
  const end = ++memory.filled;
  memory.since++;
  const place = memory.place++;
  if (row) values.set(row, (end - 1) * count);
  else values.fill(Number.NaN, (end - 1) * count, end * count);

  let expected = channels.center;
  for (const [i, { length, program, into }] of programs.entries()) {
    const { window, step, usual, bins } = length;
    if (memory.since < window) continue;
    const isDue = (place + 1 - window) % step === 0;
    const isExpected = i === shape && row !== undefined;
    if (!isDue && !isExpected) continue;
    const own = values.subarray((end - window) * count, end * count);
    await program.run({ examples: ndarray("float32", [1, window, count], own) }, into);
    if (isExpected) expected = into.expected.data.slice((bins - 1) * count);
    if (!isDue) continue;
    // A window without a value says nothing.
    const unit = own.every(Number.isNaN) ? Number.NaN : Math.fround(inUnits(into.score.data[0]!, usual));
    units[i] = unit;
    const errors = into.errors.data;
    const each = (unit || 0) ** 2 / (errors.reduce((a, b) => a + b, 0) || 1);
    for (let c = 0; c < count; c++) shares[i * count + c] = each * errors[c]!;
  }

  const contributions = new Float32Array(count);
  let largest = Number.NaN;
  for (let c = 0; c < count; c++) {
    const last = { values: values.subarray(0, end * count), length: end, channels: count };
    const jump = jumpAt(last, end - 1, c, true);
    const unit = Math.fround(inUnits(jump, jumps.last[c]!));
    if (!(unit <= largest) && !Number.isNaN(unit)) largest = unit;
    contributions[c] = (unit || 0) ** 2;
    for (let i = 0; i < programs.length; i++) contributions[c]! += shares[i * count + c]!;
  }
  const own = rootMeanSquare([clearly(largest), ...units]);
  around[place % around.length] = own;
  return { score: Math.fround((own + meanOfKnown(around)) / 2 - 1), contributions, expected };
}

function meanOfKnown(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
