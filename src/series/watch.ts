import { DataError, ShapeError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { roundedPercent } from "../core/words.ts";
import { placeAfter } from "../data/series/regular.ts";
import type { TableRecord } from "../data/tables/records.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { featureGroups, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { toOnnx } from "../graph/index.ts";
import type { RunOptions } from "../models/index.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { type Cause, causesOf } from "../scoring/causes.ts";
import { expectOfHeldOutRows, type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import { alarmRate, expectOneThreshold, thresholdForAlarms } from "./alarms.ts";
import type { FittedSeries, SeriesState } from "./fitted.ts";
import { lengthGraph } from "./measure.ts";
import { isCut } from "./parts.ts";
import { gridOfFitted } from "./score.ts";
import { type RowReading, rowReader } from "./watch-row.ts";
import { NO_COUNTS, stateOf, type WatchCounts, type Watched, type WatchState, watchedFrom } from "./watch-state.ts";
import {
  addPlace,
  type Judged,
  type LengthProgram,
  newMemory,
  restart,
  resultsFor,
  type SeriesMemory,
} from "./watched-series.ts";

/** Returns the score of a threshold that is chosen from the scores of readings as they come. */
const limitFor = ({ live }: FittedSeries, threshold: WatchOptions["threshold"]): number =>
  threshold === undefined
    ? live.threshold
    : thresholdFor(expectOfHeldOutRows(thresholdIn(threshold)), Float32Array.from(live.quantiles));

function limitForAlarms({ live, step }: FittedSeries, alarms: string, onNote: WatchOptions["onNote"]): number {
  const found = thresholdForAlarms(live.alarms, alarmRate(alarms), step);
  if (found.doubt) onNote?.(found.doubt);
  return found.threshold;
}

/** Options of `SeriesDetector.watch`. */
export interface WatchOptions extends RunOptions {
  /** State of an earlier watch (`watch.state()`), from which this one goes on. */
  readonly state?: WatchState | undefined;
  /** Threshold above which a reading is an outlier, chosen from the scores in training; default: the detector's. */
  readonly threshold?: string | Threshold | undefined;
  /** Highest rate of alarms on usual data, instead of `threshold`: "1/week", or "1/1000 readings". */
  readonly alarms?: string | undefined;
  /** Called with a line if the readings are much more unusual than those of the training, at most once a day. */
  readonly onNote?: ((note: string) => void) | undefined;
}

const WATCH: OptionNames<WatchOptions> = { runtime: true, state: true, threshold: true, alarms: true, onNote: true };

/** A reading with its score. */
export interface ScoredReading {
  /** Its time, if it has one, as the detector counts times: milliseconds since 1970. */
  readonly time?: number;
  /** The columns that identify its series, and their values. Without a table, it is empty. */
  readonly group: Readonly<Record<string, Cell>>;
  readonly score: number;
  /** Percentage of the readings in training that score no higher, from 0 to 100. */
  readonly percentile: number;
  readonly outlier: boolean;
  /** How much each channel, or each column of a table, contributes to the score. */
  readonly contributions: Float32Array;
  /** The expected value of each channel, in the channels' units. Until there are enough readings, it is the usual level. */
  readonly expected: Float32Array;
  /** The columns that contribute most, with what was found and what was expected. */
  readonly causes: readonly Cause[];
}

/** A row of numbers, one for each channel (NaN: missing), or the columns of a table by name. */
export type WatchRow = ArrayLike<number> | TableRecord;

/** Milliseconds of a day, and the number of readings that stands for it if readings have no times. */
const [DAY, DAY_OF_READINGS] = [86_400_000, 1440];
/** With more late readings than this after a gap, and fewer in order, the time behind the gap was wrong. */
const MOST_LATE = 50;
/** Readings are much more unusual than in training if this share of them scores as high as the highest percent there, or if their mean percentile is above this. */
const [MOST_HIGH, HIGHEST_MEAN] = [0.25, 85];

/**
 * Scores the readings of series one at a time, as they come. It stores only the readings that the longest windows need.
 * `SeriesDetector.watch` creates it.
 */
export class SeriesWatch {
  private readonly fitted: FittedSeries;
  private readonly table: TablePreprocessing | undefined;
  private readonly read: ((row: TableRecord) => RowReading) | undefined;
  private readonly options: WatchOptions;
  private readonly threshold: number;
  private watched: Watched;
  private programs: Promise<readonly LengthProgram[]> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(detector: Pick<SeriesState, "learned" | "settings">, options: WatchOptions = {}) {
    const { state, threshold, alarms, onNote } = knownOptions("watch", options, WATCH);
    expectOneThreshold(options);
    const { learned, settings } = detector;
    this.fitted = learned;
    this.table = settings.table;
    this.read = this.table && rowReader(this.table, learned.even);
    this.options = options;
    this.threshold = alarms === undefined ? limitFor(learned, threshold) : limitForAlarms(learned, alarms, onNote);
    const nothing = { counts: NO_COUNTS, drift: { readings: 0, percentile: 0, high: 0 }, series: new Map() };
    this.watched = state ? watchedFrom(state, learned) : nothing;
  }

  /** Numbers of readings until now. */
  get counts(): WatchCounts {
    return this.watched.counts;
  }

  /** Returns the state after the readings until now, the results of which must be there. Another watch goes on from it with the same scores. */
  state(): WatchState {
    return stateOf(this.watched, this.fitted);
  }

  /**
   * Adds a reading and scores it by the readings until it. Calls at the same time are worked off in their order.
   * @param row - numbers of the channels, NaN for a missing one; or an object with the columns of the detector's table.
   * @param time - when it was taken, as a Date or in milliseconds since 1970. Default: the table's column of times; without one, readings
   * follow one another.
   * @returns undefined for a reading that is left out because it isn't newer than the one before (see `counts`), and for the first readings
   * of a series.
   * @throws DataError or ShapeError if the row can't be read. It is left out then.
   */
  push(row: WatchRow, time?: number | Date): Promise<ScoredReading | undefined> {
    const result = this.last.then(() => this.take(row, time));
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Frees the memory of the compiled programs, after the readings that were pushed. */
  async close(): Promise<void> {
    await this.last;
    const programs = await this.programs;
    this.programs = undefined;
    for (const { program } of programs ?? []) await program.close();
  }

  private async take(row: WatchRow, given: number | Date | undefined): Promise<ScoredReading | undefined> {
    const reading = this.readingOf(row);
    const time = given === undefined ? reading.time : Number(given);
    const grid = gridOfFitted(this.fitted);
    if (time === undefined ? grid !== undefined : !Number.isFinite(time))
      throw new DataError(
        `The reading has ${time === undefined ? "no time" : "a time that isn't a number"}. Give the time as a Date or in milliseconds, as in the training.`,
      );
    this.programs ??= this.compiled();
    const programs = await this.programs;
    const key = JSON.stringify(Object.values(reading.group).map(String));
    const memory = this.watched.series.get(key) ?? newMemory(this.fitted);
    const { at } = memory;
    if (at && time === at.time) return this.count("doubled");
    const isBack = at !== undefined && time !== undefined && time < at.time;
    if (isBack && !wasWrong(memory, time)) return this.count("late");
    const counted = time ?? (at ? at.time + 1 : 0);
    const first = { time: counted, place: memory.place, origin: counted - memory.place * (grid?.step ?? 0) };
    const next = at && grid && !isBack ? placeAfter(at, counted, grid.step) : first;
    if (at && grid && next.place === at.place) return this.count("doubled");
    if (isBack || (at && grid && isCut(counted - at.time, grid))) {
      restart(memory, isBack ? undefined : at?.time);
      memory.place = next.place;
      this.count("restarts");
    }
    memory.late = 0;
    while (memory.place < next.place) {
      await addPlace(memory, undefined, this.fitted, programs);
      this.count("missing");
    }
    const judged = await addPlace(memory, reading.values, this.fitted, programs);
    memory.at = next;
    (this.watched.series as Map<string, typeof memory>).set(key, memory);
    this.count("readings");
    return Number.isNaN(judged.score) ? undefined : this.scored(judged, reading, time);
  }

  private scored({ score, contributions, expected }: Judged, reading: RowReading, time: number | undefined): ScoredReading {
    const { table } = this;
    const percentile = percentileOf(this.fitted.live, score);
    const outlier = score > this.threshold;
    this.count("scored");
    if (outlier) this.count("outliers");
    this.tellOfDrift(percentile, time);
    const width = contributions.length;
    const summed = (of: Float32Array) => (table ? byColumn(table, of) : of);
    // A missing value explains nothing. The windows before it may still blame its channel.
    const errors = summed(contributions.map((part, c) => (Number.isNaN(reading.values[c]) ? 0 : part)));
    const examples = ndarray("float32", [1, width], reading.values);
    const causes = causesOf(
      { errors: ndarray("float32", [1, errors.length], errors), expected: ndarray("float32", [1, width], expected) },
      { examples, table, unlisted: reading.unlisted },
      0,
    );
    return {
      ...(time !== undefined && { time }),
      group: reading.group,
      score,
      percentile,
      outlier,
      contributions: summed(contributions),
      expected,
      causes,
    };
  }

  /** @throws ShapeError or DataError if the row can't be read. */
  private readingOf(row: WatchRow): RowReading {
    const width = this.fitted.channels.center.length;
    const isList = Array.isArray(row) || ArrayBuffer.isView(row);
    if (this.read && !isList) return this.read(row as TableRecord);
    if (!isList || this.read)
      throw new DataError(
        `The reading is ${isList ? "a list of numbers" : "an object"}, but the detector ${this.read ? "was trained on a table. Give an object with its columns" : "has no table. Give a list with a number for each channel"}.`,
      );
    const values = Float32Array.from(row as ArrayLike<number>);
    if (values.length !== width)
      throw new ShapeError(
        `The reading has ${values.length} numbers, but the detector has ${width} channels. Give one for each.`,
      );
    const infinite = values.findIndex((value) => Math.abs(value) === Number.POSITIVE_INFINITY);
    if (infinite >= 0)
      throw new DataError(
        `Channel ${infinite} of the reading is ${values[infinite]}. Correct the value, or give NaN if it is missing.`,
      );
    return { values, group: {}, unlisted: {} };
  }

  private async compiled(): Promise<readonly LengthProgram[]> {
    const { lengths, channels } = this.fitted;
    // Threads take longer to wait for one another than a single window takes.
    const runtime = this.options.runtime ?? (await defaultRuntime({ threads: 1 }));
    return Promise.all(
      lengths.map(async (length) => ({
        length,
        program: await runtime.compile(toOnnx(lengthGraph(length, channels))),
        into: resultsFor(length, channels.center.length),
      })),
    );
  }

  private count(what: keyof WatchCounts): undefined {
    const { counts } = this.watched;
    this.watched = { ...this.watched, counts: { ...counts, [what]: counts[what] + 1 } };
  }

  /** Notes that the last readings are much more unusual than in training. Their means forget readings that are long ago. */
  private tellOfDrift(percentile: number, time: number | undefined): void {
    const { around } = this.fitted;
    const { drift } = this.watched;
    const long = Math.max(500, 10 * around);
    const share = 1 / Math.min(drift.readings + 1, long);
    const next = {
      readings: drift.readings + 1,
      percentile: drift.percentile + share * (percentile - drift.percentile),
      high: drift.high + share * (Number(percentile >= 99) - drift.high),
      told: drift.told,
    };
    const isFar = next.percentile > HIGHEST_MEAN || next.high > MOST_HIGH;
    const now = time ?? next.readings;
    const isTime = next.told === undefined || now - next.told >= (time === undefined ? DAY_OF_READINGS : DAY);
    if (isFar && isTime && next.readings >= long) {
      next.told = now;
      this.options.onNote?.(
        `The last readings are much more unusual than those of the training: ${roundedPercent(next.high)} of them score higher than 99 % of those, and their mean percentile is ${Math.round(next.percentile)}. If the series has changed for good, train the detector again with newer readings.`,
      );
    }
    this.watched = { ...this.watched, drift: next };
  }
}

/**
 * Counts a late reading, and returns whether the long gap before the last readings was none, because one of them had a wrong time in the
 * future: most readings since then are from within the gap.
 */
const wasWrong = (memory: SeriesMemory, time: number): boolean =>
  memory.before !== undefined && time > memory.before && ++memory.late > Math.max(MOST_LATE, memory.since);

/** Adds up the contributions of channels by column. */
function byColumn(table: TablePreprocessing, contributions: Float32Array): Float32Array {
  let at = 0;
  return Float32Array.from(featureGroups(table), ({ size }) => {
    let sum = 0;
    for (const end = at + size; at < end; at++) sum += contributions[at]!;
    return sum;
  });
}
