import type { AnomalyDetector } from "../anomalies/index.ts";
import type { Autoencoder } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { workProgress } from "../core/progress.ts";
import { type EachPartOptions, eachPart } from "../data/each-part.ts";
import { labelledScores, type ScoreQuality } from "../scoring/labels.ts";
import { judge, type ScoredRows } from "../scoring/scored.ts";
import { type StrangeRow, strangestOf } from "../scoring/strangest.ts";
import { needsLabels, type Threshold, thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import type { MemoryData } from "./example-parts.ts";
import { TASK_OPTIONS, type TaskOptions, withPrograms } from "./options.ts";
import { type ScorePart, type ScoreSource, sourceOf } from "./score-source.ts";
import { type StrangeIntervals, strangeIntervals, type UnscoredRows, unscoredRows } from "./score-windows.ts";
import { type MeasuredBeside, type Scorer, scorerOf } from "./scorer.ts";

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
  data: MemoryData,
  options: ScoreOptions = {},
): Promise<ScoreResult> {
  const known = knownOptions("score", options, OPTIONS);
  return withPrograms(known.runtime, (runtime) => scoreInMemory(scorerOf(model, runtime), sourceOf(data, known.labels), known));
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
  const judged = labelledScores(source.rows);
  await eachPart(source.each(), told, async (part) => {
    const { start, examples, keys, unlisted } = part;
    const measured = await measure(part);
    const found = judge(measured, { examples, table, unlisted }, { ...calibration, threshold });
    await onScored(part, found, measured.pca);
    judged.add(measured, part);
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
  const judged = labelledScores(source.rows);
  for await (const part of source.each()) {
    if (!part.labels)
      throw new OptionError(
        message`The threshold "${how.method}" needs labels: name the column of a table that holds them (${option("label")}).`,
      );
    judged.add(await measure(part), part);
  }
  const { scores, labels } = judged.known();
  return thresholdFor(how, scores, labels);
}
