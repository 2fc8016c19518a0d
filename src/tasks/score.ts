import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { eachPart } from "../data/each-part.ts";
import type { Calibration } from "../scoring/calibration.ts";
import { labelledScores, type ScoreQuality } from "../scoring/labels.ts";
import { judge, type ScoredRows } from "../scoring/scored.ts";
import { type StrangeRow, strangestOf } from "../scoring/strangest.ts";
import { needsLabels, type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import { dataFor, type ExamplePart, type ExampleParts, type MemoryData, partsToScore } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import { type StrangeIntervals, strangeIntervals, type UnscoredRows, unscoredRows } from "./score-windows.ts";
import { type MeasuredBeside, type Scorer, type ScoringModel, scorerOf } from "./scorer.ts";

export interface ScoreOptions extends TaskOptions {
  /** How strange an outlier is at least, in words ("conformal:0.01") or as `Threshold`, by the rows held out in training; the model's own by default. */
  readonly threshold?: string | Threshold;
  /** Which rows are outliers (1, else 0), to measure by; a threshold by labels needs them. */
  readonly labels?: ArrayLike<number>;
}

const OPTIONS: OptionNames<ScoreOptions> = { ...TASK_OPTIONS, threshold: true, labels: true };

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

/**
 * Scores rows by an autoencoder or a detector: how strange each is, its percentile, whether it is an outlier, and which columns make it one.
 * @param data examples [n, …] in any form (`Data`), like those that the model learned from; of a dataset keys and values that training hadn't are told, too.
 * @throws OptionError where the model was trained without rows held out, or the threshold needs labels; DataError where it can't be chosen.
 * @example
 * const { outliers, scores } = await score(await AnomalyDetector.load("detector"), rows, { threshold: "conformal:0.01" });
 */
export async function score(model: ScoringModel, data: MemoryData, options: ScoreOptions = {}): Promise<ScoreResult> {
  const known = knownOptions("score", options, OPTIONS);
  return withPrograms(known.runtime, async (runtime) => {
    const scorer = scorerOf(model, runtime);
    const dataset = await dataFor(model, data, { ...known, shape: scorer.shape });
    return scoreInMemory(scorer, partsToScore(dataset, known.labels), known);
  });
}

/** Scores parts, and joins what they came to. */
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

/** Is given each part with its scores, and awaited before the next one. */
type OnScored = (part: ExamplePart, scored: ScoredRows, pca: Float32Array | undefined) => Promise<void>;

/**
 * Chooses the threshold, and gives what then scores rows part by part.
 * @throws as `score`; what it gives throws the signal's reason, too.
 */
export async function readyToScore(
  scorer: Scorer,
  parts: ExampleParts,
  { threshold: wanted, onProgress, signal }: ScoreOptions,
): Promise<(onScored: OnScored) => Promise<ScoreSummary>> {
  const { table, tellsWhy, calibration } = scorer;
  const { count, windows } = parts;
  const measure = measuring(scorer, parts, { onProgress, signal });
  const threshold = wanted === undefined ? calibration.threshold : await chosen(thresholdIn(wanted), calibration, parts, measure);
  const told = { unit: "rows", total: count, onProgress: windows ? undefined : onProgress, signal };
  return async (onScored) => {
    let [outliers, scored] = [0, 0];
    let strangest: readonly StrangeRow[] = [];
    let ofWindows: Pick<ScoreSummary, "intervals" | "unscored"> = {};
    const judged = labelledScores(count);
    await eachPart(parts.each(), told, async (part) => {
      const { start, examples, unlisted } = part;
      const measured = await measure(part);
      const found = judge(measured, { examples, table, unlisted }, { ...calibration, threshold });
      await onScored(part, found, measured.pca);
      judged.add(measured, part);
      outliers += found.outliers.filter((outlier) => outlier === 1).length;
      scored += found.outliers.filter((outlier) => outlier !== null).length;
      const keys = parts.keys.map(({ name }, i) => [name, part.keys[i]!] as const);
      const keysOf = (row: number) => Object.fromEntries(keys.map(([name, values]) => [name, values[row]!]));
      if (tellsWhy && !windows) strangest = strangestOf(strangest, found, { start, keysOf });
      if (windows && table?.windows)
        ofWindows = {
          intervals: strangeIntervals({ ...measured, threshold, parts: windows.parts }, table, Object.fromEntries(keys)),
          ...(scored < count && { unscored: unscoredRows(table.windows, windows, count - scored) }),
        };
      return examples.shape[0]!;
    });
    const quality = judged.quality(threshold);
    return {
      rows: count,
      scored,
      outliers,
      threshold,
      ...(table && { columns: table.columns.map(({ name }) => name) }),
      ...(tellsWhy && !windows && { strangest }),
      ...ofWindows,
      ...(quality && { quality }),
    };
  };
}

type Measure = (part: ExamplePart) => Promise<MeasuredBeside>;

/** Measures a part. That of windows is measured once, however often it is asked for. */
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

/** The threshold that was asked for; by labels, all rows are scored for it first. */
async function chosen(how: Threshold, { quantiles }: Calibration, parts: ExampleParts, measure: Measure): Promise<number> {
  if (!needsLabels(how)) return thresholdFor(how, Float32Array.from(quantiles));
  const judged = labelledScores(parts.count);
  for await (const part of parts.each()) {
    if (!part.labels)
      throw new OptionError(
        message`The threshold "${how.method}" needs labels: name the column of a table that holds them (${option("label")}).`,
      );
    judged.add(await measure(part), part);
  }
  const { scores, labels } = judged.known();
  return thresholdFor(how, scores, labels);
}
