import { readFile } from "node:fs/promises";
import { addAbortSignal, Readable } from "node:stream";
import { CodingsError, DataError, OptionError } from "../core/errors.ts";
import { explainFileError, writeFileAtomically } from "../core/files.node.ts";
import { type FilePlace, followFile, type PlacedBytes } from "../core/follow.node.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { familyOf } from "../models/folder.node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Threshold } from "../scoring/thresholds/index.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { type ScoredReading, SeriesDetector, type WatchCounts, type WatchState } from "../series/index.ts";
import { notAModel } from "./example-parts.node.ts";
import { type CsvHeader, RowLines, textLines } from "./watch-lines.ts";

/** Options of `watch`. */
export interface WatchLinesOptions {
  /** Threshold above which a reading is an outlier, chosen from the scores in training; default: the detector's. */
  readonly threshold?: string | Threshold;
  /** Highest rate of alarms on usual data, instead of `threshold`: "1/week", or "1/1000 readings". */
  readonly alarms?: string;
  /** File for the state: what is known about each series, and how far a followed file is read. A later call goes on from there. */
  readonly state?: string;
  /** Runtime that runs the detector; default: the native one with one thread. */
  readonly runtime?: Runtime;
  /** Ends the watch. The state is saved. */
  readonly signal?: AbortSignal;
  /** Called with notes: lines that can't be read, and readings that are much more unusual than those of the training. */
  readonly onNote?: (note: string) => void;
}

const OPTIONS: OptionNames<WatchLinesOptions> = {
  threshold: true,
  alarms: true,
  state: true,
  runtime: true,
  signal: true,
  onNote: true,
};

/** A scored reading, with its line. */
export interface WatchedReading extends ScoredReading {
  /** Number of its line, from 1. */
  readonly line: number;
  /** Its time as the line has it; undefined without a column of times. */
  readonly written?: Cell;
}

/** The result of a watch: the numbers of its lines and readings. */
export interface WatchSummary extends WatchCounts {
  readonly lines: number;
  /** Lines that couldn't be read. */
  readonly bad: number;
}

/** If the first lines can't be read, this many of them, the rest can't either. */
const ALL_BAD = 100;
/** Milliseconds between two saves of the state. */
const SAVE_EVERY = 5000;

/** Contents of the file of a state. */
interface SavedWatch {
  readonly format: 1;
  readonly watch: WatchState;
  readonly header?: CsvHeader | undefined;
  readonly end?: FilePlace | undefined;
}

/**
 * Scores the readings in lines of text as they come, with a detector for series: JSON lines, or CSV whose first line has the columns'
 * names. Lines that can't be read are left out, with a note.
 * @param model - loaded detector, or the path of its folder.
 * @param lines - parts of the text, such as process.stdin; or the path of a file that grows, which is followed through rotation.
 * @returns the scored readings as they come; at the end, the numbers of lines and readings.
 * @throws DataError if the first 100 lines can't be read, or the state is damaged or one of another detector.
 * @example
 * for await (const { written, score, outlier } of watch("pumps", process.stdin)) if (outlier) console.log(written, score);
 */
export async function* watch(
  model: SeriesDetector | string,
  lines: AsyncIterable<Uint8Array | string> | string,
  options: WatchLinesOptions = {},
): AsyncGenerator<WatchedReading, WatchSummary> {
  const { threshold, alarms, state: stateFile, runtime, signal, onNote } = knownOptions("watch", options, OPTIONS);
  const detector = await detectorOf(model);
  const { columns = [], windows, reading } = detector.table ?? {};
  const { orderBy, groupBy = [] } = windows ?? {};
  const saved = stateFile === undefined ? undefined : await savedIn(stateFile);
  const watching = detector.watch({ runtime, threshold, alarms, onNote, state: saved?.watch });
  const parts = typeof lines === "string" ? followFile(lines, { from: saved?.end, signal }) : partsOf(lines, signal);
  // A stream begins with its header; a file that is read on doesn't.
  const header = typeof lines === "string" && saved?.end ? saved.header : undefined;
  const rows = new RowLines({
    header,
    delimiter: reading?.delimiter,
    keys: orderBy === undefined ? groupBy : [orderBy, ...groupBy],
    columns: columns.map(({ name }) => name),
  });
  const before = watching.counts;
  let [line, bad, end, isReadable] = [0, 0, saved?.end, false];
  let [isBusy, isDue] = [false, false];
  const save = async () => {
    isDue = false;
    const contents: SavedWatch = { format: 1, watch: watching.state(), header: rows.header, end };
    if (stateFile !== undefined) await writeFileAtomically(stateFile, JSON.stringify(contents));
  };
  let saving: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (isBusy) isDue = true;
    else saving = saving.then(save);
    saving.catch(() => undefined);
  }, SAVE_EVERY).unref();
  try {
    for await (const { text, end: place } of textLines(parts)) {
      isBusy = true;
      line++;
      try {
        const row = rows.rowOf(text);
        const scored = row && (await watching.push(row));
        end = place;
        isReadable ||= row !== undefined;
        const written = orderBy === undefined || !row ? undefined : (row as Record<string, Cell>)[orderBy];
        if (scored) yield { ...scored, line, ...(written !== undefined && { written }) };
      } catch (error) {
        if (!(error instanceof CodingsError)) throw error;
        end = place;
        bad++;
        onNote?.(`Line ${line} is left out: ${error.message}`);
        if (bad === ALL_BAD && !isReadable)
          throw new DataError(`The first ${ALL_BAD} lines can't be read. The last of them: ${error.message}`);
      }
      if (isDue) await save();
      isBusy = false;
      await saving;
    }
    const names = Object.keys(before) as (keyof WatchCounts)[];
    const counts = Object.fromEntries(names.map((name) => [name, watching.counts[name] - before[name]]));
    return { ...(counts as unknown as WatchCounts), lines: line, bad };
  } finally {
    clearInterval(timer);
    try {
      await saving;
      await save();
    } finally {
      await watching.close();
    }
  }
}

/** @throws OptionError if the model isn't a detector for series. */
async function detectorOf(model: SeriesDetector | string): Promise<SeriesDetector> {
  if (model instanceof SeriesDetector) return model;
  if (typeof model !== "string") throw notAModel(model, "a detector for series");
  const family = await familyOf(model);
  if (family !== SERIES_FAMILY)
    throw new OptionError(
      `${model} contains a model of the kind "${family}", but only detectors for series score readings as they come. Train one: codings train DATA --model anomaly --order-by TIME --out FOLDER`,
    );
  return SeriesDetector.load(model);
}

async function savedIn(file: string): Promise<SavedWatch | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw explainFileError(error, file);
  }
  try {
    const saved = JSON.parse(text) as SavedWatch;
    if (saved.format === 1) return saved;
  } catch {
    // The message below is for both.
  }
  throw new DataError(`${file} isn't the state of a watch. Give another file, or delete it to begin again.`);
}

async function* partsOf(lines: AsyncIterable<Uint8Array | string>, signal: AbortSignal | undefined): AsyncGenerator<PlacedBytes> {
  if (signal && lines instanceof Readable) addAbortSignal(signal, lines);
  const encoder = new TextEncoder();
  try {
    for await (const part of lines) {
      if (signal?.aborted) return;
      yield { bytes: typeof part === "string" ? encoder.encode(part) : part };
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
