import type { AnomalyDetector } from "../anomalies/index.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { type NdArray, sliceRows } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import type { Dataset, RowWindows } from "../data/dataset.ts";
import { type EachPartOptions, eachPart } from "../data/each-part.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import type { Unlisted } from "../data/tables/schema/unlisted.ts";
import { defaultRuntime } from "../runtime/default.ts";
import { type LabelledScores, qualityOf, type ScoreQuality } from "../scoring/labels.ts";
import { judge, type ScoredRows } from "../scoring/scored.ts";
import { type StrangeRow, strangestOf } from "../scoring/strangest.ts";
import { needsLabels, type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import type { TaskOptions } from "./options.ts";
import { type StrangeIntervals, strangeIntervals, type UnscoredRows, unscoredRows } from "./score-windows.ts";
import { type MeasuredBeside, type Scorer, scorerOf } from "./scorer.ts";

export interface ScoreOptions extends TaskOptions {
  /** How strange an outlier is at least, in words ("conformal:0.01") or as `Threshold`, by the rows held out in training; the model's own by default. */
  readonly threshold?: string | Threshold;
  /** Which rows are outliers (1, else 0), to measure by; a threshold by labels needs them. */
  readonly labels?: ArrayLike<number>;
}

export const SCORE_OPTIONS: OptionNames<ScoreOptions> = {
  threshold: true,
  labels: true,
  runtime: true,
  signal: true,
  onProgress: true,
  onNote: true,
};

/** What scoring came to. */
export interface ScoreSummary {
  readonly rows: number;
  /** How many have a score: rows that no window holds have none. */
  readonly scored: number;
  readonly outliers: number;
  /** A row that scores above it is an outlier. */
  readonly threshold: number;
  /** The columns that are blamed, of a table. */
  readonly columns?: readonly string[];
  /** The five strangest outliers, of a model that can tell why they are; not of windows. */
  readonly strangest?: readonly StrangeRow[];
  /** Of windows: the stretches of time in which a series is strange. */
  readonly intervals?: StrangeIntervals;
  /** Of windows: why rows have no score. */
  readonly unscored?: UnscoredRows;
  /** How well scores tell what labels say, where those are known and not all the same. */
  readonly quality?: ScoreQuality;
}

/** What scoring rows in memory came to. */
export interface ScoreResult extends ScoreSummary {
  readonly scores: ScoredRows;
}

/** Some rows to score, one after the other. */
export interface ScorePart {
  /** The number of the first row in the data, from 0. */
  readonly start: number;
  /** [rows, …] */
  readonly examples: NdArray;
  /** What tells rows apart, by its name: a value a row. */
  readonly keys: Readonly<Record<string, readonly Cell[]>>;
  /** 1 for an outlier, else 0. */
  readonly labels?: ArrayLike<number> | undefined;
  readonly unlisted?: Unlisted | undefined;
}

/** Rows to score, in parts, as often as they are asked for. */
export interface ScoreSource {
  readonly rows: number;
  each(): AsyncIterable<ScorePart>;
  /** Where rows are scored by windows: these, of all rows, which are one part then. */
  readonly windows?: RowWindows;
}

/** Few enough that a million rows' explanations don't fill the memory. */
export const ROWS_A_PART = 16_384;
const MOST_STRANGE = 5;

/**
 * Scores rows by an autoencoder or a detector: how strange each is, its percentile, whether it is an outlier, and which columns make it one.
 * @param data float32 or uint8 [n, …] like those that the model learned from, or a dataset, of which keys and values that training hadn't are told, too.
 * @throws OptionError where the model was trained without rows held out, or the threshold needs labels; DataError where it can't be chosen.
 * @example
 * const { outliers, scores } = await score(await AnomalyDetector.load("detector"), rows, { threshold: "conformal:0.01" });
 */
export async function score(
  model: Autoencoder | AnomalyDetector,
  data: NdArray | Dataset,
  options: ScoreOptions = {},
): Promise<ScoreResult> {
  const known = knownOptions("score", options, SCORE_OPTIONS);
  const scorer = scorerOf(model, known.runtime ?? (await defaultRuntime()));
  return scoreInMemory(scorer, sourceOf("data" in data ? { examples: data } : data, known.labels), known);
}

/** Scores the parts of a source, and joins what they came to. */
export async function scoreInMemory(scorer: Scorer, source: ScoreSource, options: ScoreOptions): Promise<ScoreResult> {
  const scores = new Float32Array(source.rows);
  const percentiles = new Float32Array(source.rows);
  const outliers: (1 | 0 | null)[] = [];
  const causes: ScoredRows["causes"][number][] = [];
  const run = await readyToScore(scorer, source, options);
  const summary = await run(async ({ start }, found) => {
    scores.set(found.scores, start);
    percentiles.set(found.percentiles, start);
    for (const outlier of found.outliers) outliers.push(outlier);
    for (const cause of found.causes) causes.push(cause);
  });
  return { ...summary, scores: { scores, percentiles, outliers, causes } };
}

/** A dataset's rows in parts; those that windows hold in one. */
export function sourceOf(
  {
    examples,
    keys = {},
    rowNames,
    windows,
  }:
    | Pick<Dataset, "examples" | "keys" | "rowNames" | "windows">
    | { examples: NdArray; keys?: undefined; rowNames?: undefined; windows?: undefined },
  labels?: ArrayLike<number>,
): ScoreSource {
  const all: NdArray = windows?.rows ?? examples;
  const rows = all.shape[0]!;
  const known = rowNames ? { name: rowNames, ...keys } : keys;
  if (labels && labels.length !== rows) throw new OptionError(`There are ${rows} rows, but ${labels.length} labels.`);
  return {
    rows,
    ...(windows && { windows }),
    async *each() {
      const size = windows ? rows : ROWS_A_PART;
      for (let start = 0; start < rows; start += size) {
        const end = Math.min(rows, start + size);
        yield {
          start,
          examples: sliceRows(all, start, end),
          keys: Object.fromEntries(Object.entries(known).map(([name, values]) => [name, values.slice(start, end)])),
          ...(labels && { labels: Array.prototype.slice.call(labels, start, end) }),
        };
      }
    },
  };
}

/** Is given each part with its scores, and awaited before the next one. */
export type OnScored = (part: ScorePart, scored: ScoredRows, pca: Float32Array | undefined) => Promise<void>;

/**
 * Chooses the threshold, and gives what then scores rows part by part.
 * @throws as `score`; what it gives throws the signal's reason, too.
 */
export async function readyToScore(
  scorer: Scorer,
  source: ScoreSource,
  { threshold: wanted, onProgress, signal }: ScoreOptions,
): Promise<(onScored: OnScored) => Promise<ScoreSummary>> {
  const measure = measuring(scorer, source, { onProgress, signal });
  const how = wanted === undefined ? undefined : thresholdIn(wanted);
  const threshold = how ? await chosen(how, scorer, source, measure) : scorer.calibration.threshold;
  const told = { unit: "rows", total: source.rows, onProgress: source.windows ? undefined : onProgress, signal };
  return (onScored) => scoreParts(scorer, source, { threshold, measure, told, onScored });
}

interface PartsOptions {
  readonly threshold: number;
  readonly measure: Measure;
  readonly told: EachPartOptions;
  readonly onScored: OnScored;
}

async function scoreParts(
  { table, tellsWhy, calibration }: Scorer,
  source: ScoreSource,
  { threshold, measure, told, onScored }: PartsOptions,
): Promise<ScoreSummary> {
  const { windows } = source;
  let [outliers, scored] = [0, 0];
  let strangest: readonly StrangeRow[] = [];
  let ofWindows: Pick<ScoreSummary, "intervals" | "unscored"> = {};
  const judged = noneJudged(source.rows);
  await eachPart(source.each(), told, async (part) => {
    const { start, examples, keys, unlisted } = part;
    const measured = await measure(part);
    const found = judge(measured, { examples, table, unlisted }, { ...calibration, threshold });
    await onScored(part, found, measured.pca);
    judged.add(part, measured);
    outliers += found.outliers.filter((outlier) => outlier === 1).length;
    scored += found.outliers.filter((outlier) => outlier !== null).length;
    const keysOf = (row: number) => Object.fromEntries(Object.entries(keys).map(([name, values]) => [name, values[row]!]));
    if (tellsWhy && !windows) strangest = strangestOf(strangest, found, { start, keysOf, most: MOST_STRANGE });
    if (windows && table?.windows)
      ofWindows = {
        intervals: strangeIntervals({ ...measured, threshold, parts: windows.parts }, table, keys),
        ...(scored < source.rows && { unscored: unscoredRows(table.windows, windows, source.rows - scored) }),
      };
    return examples.shape[0]!;
  });
  const quality = judged.quality(threshold);
  return {
    rows: source.rows,
    scored,
    outliers,
    threshold,
    ...(table && { columns: table.columns.map(({ name }) => name) }),
    ...(tellsWhy && !windows && { strangest }),
    ...ofWindows,
    ...(quality && { quality }),
  };
}

type Measure = (part: ScorePart) => Promise<MeasuredBeside>;

/** Measures a part. That of windows is measured once, however often it is asked for. */
function measuring(
  scorer: Scorer,
  { windows }: ScoreSource,
  { onProgress, signal }: Pick<ScoreOptions, "onProgress" | "signal">,
): Measure {
  if (!windows) return ({ examples }) => scorer.measure(examples);
  const tell = workProgress("windows", windows.members.length, onProgress);
  let measured: Promise<MeasuredBeside> | undefined;
  return () => {
    measured ??= scorer.measureWindows(windows, (done) => {
      signal?.throwIfAborted();
      tell(done);
    });
    return measured;
  };
}

/** The threshold that was asked for; by labels, all rows are scored for it first. */
async function chosen(how: Threshold, { calibration }: Scorer, source: ScoreSource, measure: Measure): Promise<number> {
  if (!needsLabels(how)) return thresholdFor(how, Float32Array.from(calibration.quantiles));
  const judged = noneJudged(source.rows);
  for await (const part of source.each()) {
    if (!part.labels)
      throw new OptionError(
        message`The threshold "${how.method}" needs labels: name the column of a table that holds them (${option("label")}).`,
      );
    judged.add(part, await measure(part));
  }
  const { scores, labels } = judged.known();
  return thresholdFor(how, scores, labels);
}

/** Collects the scores of labelled rows. */
function noneJudged(rows: number) {
  let all: { readonly scores: Float32Array; readonly pca: Float32Array; readonly labels: Uint8Array } | undefined;
  let hasPca = false;
  /** Those that have a score. */
  const known = (): LabelledScores => {
    const { scores, pca, labels } = all!;
    const has = (_: number, row: number) => !Number.isNaN(scores[row]);
    return { scores: scores.filter(has), ...(hasPca && { pca: pca.filter(has) }), labels: labels.filter(has) };
  };
  return {
    add({ start, labels }: ScorePart, { scores, pca }: MeasuredBeside): void {
      if (!labels) return;
      all ??= { scores: new Float32Array(rows), pca: new Float32Array(rows), labels: new Uint8Array(rows) };
      all.scores.set(scores, start);
      all.labels.set(labels, start);
      if (pca) all.pca.set(pca, start);
      hasPca = pca !== undefined;
    },
    known,
    quality: (threshold: number): ScoreQuality | undefined => all && qualityOf(known(), threshold),
  };
}
