import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { eachPart } from "../data/each-part.ts";
import type { Calibration } from "../scoring/calibration.ts";
import { labelledScores, type ScoreQuality } from "../scoring/labels.ts";
import { judge, type ScoredRows } from "../scoring/scored.ts";
import { type StrangeRow, strangestOf } from "../scoring/strangest.ts";
import {
  isOfScoredRows,
  needsLabels,
  type Threshold,
  thresholdFor,
  thresholdIn,
  tooFewHeldOut,
} from "../scoring/thresholds/index.ts";
import { readingsInIntervals } from "../series/intervals.ts";
import { dataFor, type ExamplePart, type ExampleParts, type MemoryData, partsToScore } from "./example-parts.ts";
import type { FoundIntervals } from "./intervals.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import {
  type StrangeIntervals,
  strangeIntervals,
  strangeSeriesIntervals,
  type UnscoredRows,
  unscoredRows,
} from "./score-windows.ts";
import { type MeasuredBeside, type Scorer, type ScoringModel, scorerOf } from "./scorer.ts";

/** Options of `score`. */
export interface ScoreOptions extends TaskOptions {
  /** Threshold above which a row is an outlier, as text ("conformal:0.01") or as `Threshold`. Default: the model's own. */
  readonly threshold?: string | Threshold;
  /** For a detector of series: the highest rate of intervals with outliers on usual data, instead of `threshold`: "1/week", "1/1000 readings". */
  readonly alarms?: string;
  /** Labels of the rows, 1 for an outlier and else 0, to measure the scores by. The threshold "f1" needs them. */
  readonly labels?: ArrayLike<number>;
}

const OPTIONS: OptionNames<ScoreOptions> = { ...TASK_OPTIONS, threshold: true, alarms: true, labels: true };

/** The summary of a scoring. */
export interface ScoreSummary {
  readonly rows: number;
  /** Number of rows with a score. Rows that are in no window have none. */
  readonly scored: number;
  /** Number of outliers. */
  readonly outliers: number;
  /** Rows with a score above the threshold are outliers. */
  readonly threshold: number;
  /** Names of a table's columns, in the order of the causes. */
  readonly columns?: readonly string[];
  /** The five outliers with the highest scores, with reasons; undefined for images and for windows. */
  readonly strangest?: readonly StrangeRow[];
  /** For windows: the intervals with outliers. */
  readonly intervals?: StrangeIntervals;
  /** For a detector of series: the intervals in full, for a table or a figure of them. */
  readonly found?: FoundIntervals;
  /** For windows: the rows without a score. */
  readonly unscored?: UnscoredRows;
  /** Agreement of the scores with the labels, if they are known and not all the same. */
  readonly quality?: ScoreQuality;
}

/** The summary of a scoring, with the scores. */
export interface ScoreResult extends ScoreSummary {
  readonly scores: ScoredRows;
}

/**
 * Scores how unusual each row is, with an autoencoder or a detector. Each row gets a score, a percentile among the rows held out
 * in training, whether it is an outlier, and the columns that make it one.
 * @param data - examples [n, …] in any form (`Data`), like the training examples.
 * @throws OptionError if the model was trained without rows held out, or if the threshold needs labels; DataError if the
 * threshold can't be computed.
 * @example
 * const { outliers, scores } = await score(await AnomalyDetector.load("detector"), rows, { threshold: "conformal:0.01" });
 */
export async function score(model: ScoringModel, data: MemoryData, options: ScoreOptions = {}): Promise<ScoreResult> {
  const known = knownOptions("score", options, OPTIONS);
  return withPrograms(known, async (runtime) => {
    const scorer = scorerOf(model, runtime);
    const dataset = await dataFor(model, data, { ...known, shape: scorer.shape });
    return scoreInMemory(scorer, partsToScore(dataset, known.labels), known);
  });
}

/** Scores all parts and joins the results. */
export async function scoreInMemory(scorer: Scorer, parts: ExampleParts, options: ScoreOptions): Promise<ScoreResult> {
  const scores = new Float32Array(parts.count);
  const percentiles = new Float32Array(parts.count);
  const outliers: (1 | 0 | null)[] = [];
  const causes: ScoredRows["causes"][number][] = [];
  const run = await readyToScore(scorer, parts, options);
  const summary = await run(async ({ start }, found) => {
    scores.set(found.scores, start);
    percentiles.set(found.percentiles, start);
    for (const outlier of found.outliers) outliers.push(outlier);
    for (const cause of found.causes) causes.push(cause);
  });
  return { ...summary, scores: { scores, percentiles, outliers, causes } };
}

/** Called with each part and its scores, and awaited before the next part. */
type OnScored = (part: ExamplePart, scored: ScoredRows, pca: Float32Array | undefined) => Promise<void>;

/**
 * Chooses the threshold, and returns a function that scores the rows part by part.
 * @throws as `score`. The returned function also throws the signal's reason.
 */
export async function readyToScore(
  scorer: Scorer,
  parts: ExampleParts,
  { threshold, alarms, onProgress, onNote, signal }: ScoreOptions,
): Promise<(onScored: OnScored) => Promise<ScoreSummary>> {
  const { table, tellsWhy, calibration } = scorer;
  const { count, windows } = parts;
  const measure = measuring(scorer, parts, { onProgress, signal });
  const wanted = alarms === undefined ? threshold : alarmThreshold(scorer, alarms, { threshold, onNote });
  const how = wanted === undefined ? scorer.threshold : thresholdIn(wanted);
  const limit = wanted === undefined ? calibration.threshold : await chosen(how, calibration, parts, measure);
  const held = Float32Array.from(calibration.quantiles);
  const isHow = wanted !== undefined || Math.fround(limit) === Math.fround(thresholdFor(how, held));
  const doubt = isHow ? tooFewHeldOut(how, held.length) : undefined;
  if (doubt) onNote?.(doubt);
  const told = { unit: "rows", total: count, onProgress: windows ? undefined : onProgress, signal };
  return async (onScored) => {
    let [outliers, scored] = [0, 0];
    let strangest: readonly StrangeRow[] = [];
    let ofWindows: Pick<ScoreSummary, "intervals" | "found" | "unscored"> = {};
    const judged = labelledScores(count);
    await eachPart(parts.each(), told, async (part) => {
      const { start, examples, unlisted } = part;
      const measured = await measure(part);
      const keys = parts.keys.map(({ name }, i) => [name, part.keys[i]!] as const);
      const inSeries =
        windows &&
        scorer.ofSeries?.intervals(measured, windows, {
          threshold: limit,
          table,
          keys: Object.fromEntries(keys),
          keyTypes: parts.keys,
        });
      const isOutlier = inSeries && readingsInIntervals(inSeries.intervals, inSeries.parts, examples.shape[0]!);
      const found = judge(measured, { examples, table, unlisted }, { ...calibration, threshold: limit }, isOutlier);
      await onScored(part, found, measured.pca);
      judged.add(measured, part, found.outliers);
      outliers += found.outliers.filter((outlier) => outlier === 1).length;
      scored += found.outliers.filter((outlier) => outlier !== null).length;
      const keysOf = (row: number) => Object.fromEntries(keys.map(([name, values]) => [name, values[row]!]));
      if (tellsWhy && !windows) strangest = strangestOf(strangest, found, { start, keysOf });
      if (windows && table?.windows)
        ofWindows = {
          ...(inSeries
            ? { found: inSeries, intervals: strangeSeriesIntervals(inSeries) }
            : {
                intervals: strangeIntervals(
                  { ...measured, threshold: limit, parts: windows.parts },
                  table,
                  Object.fromEntries(keys),
                ),
              }),
          ...(scored < count && { unscored: unscoredRows(table.windows, windows, count - scored) }),
        };
      return examples.shape[0]!;
    });
    const quality = judged.quality();
    return {
      rows: count,
      scored,
      outliers,
      threshold: limit,
      ...(table && { columns: table.columns.map(({ name }) => name) }),
      ...(tellsWhy && !windows && { strangest }),
      ...ofWindows,
      ...(quality && { quality }),
    };
  };
}

/** Returns the threshold for a rate of alarms. @throws OptionError if the model isn't a detector of series, or a threshold is given as well. */
function alarmThreshold(
  { ofSeries }: Scorer,
  alarms: string,
  { threshold, onNote }: Pick<ScoreOptions, "threshold" | "onNote">,
): Threshold {
  if (!ofSeries)
    throw new OptionError(
      message`${option("alarms")} is for a detector of series, which counts intervals in time. For other models, use ${option("threshold", "conformal:0.01")}.`,
    );
  if (threshold !== undefined)
    throw new OptionError(
      message`${option("alarms")} and ${option("threshold")} both set the score above which a row is an outlier. Give only one of them.`,
    );
  const { threshold: value, doubt } = ofSeries.thresholdFor(alarms);
  if (doubt) onNote?.(doubt);
  return { method: "value", value };
}

type Measure = (part: ExamplePart) => Promise<MeasuredBeside>;

/** Returns a function that measures a part. The only part of windows is measured once. */
function measuring(
  scorer: Scorer,
  { windows }: ExampleParts,
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

/** Computes the threshold. One of the scored rows needs the scores of all of them first. */
async function chosen(how: Threshold, { quantiles }: Calibration, parts: ExampleParts, measure: Measure): Promise<number> {
  if (!isOfScoredRows(how)) return thresholdFor(how, Float32Array.from(quantiles));
  const [scores, labels] = [new Float32Array(parts.count), new Uint8Array(parts.count)];
  for await (const part of parts.each()) {
    if (part.labels) labels.set(part.labels, part.start);
    else if (needsLabels(how))
      throw new OptionError(
        message`The threshold "${how.method}" needs labels. Name the table's column of labels with ${option("label")}.`,
      );
    scores.set((await measure(part)).scores, part.start);
  }
  const hasScore = (_: number, row: number) => !Number.isNaN(scores[row]);
  return thresholdFor(how, scores.filter(hasScore), needsLabels(how) ? labels.filter(hasScore) : undefined);
}
