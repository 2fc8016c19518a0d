import { learnMeasure, scoresBy } from "../anomalies/learn.ts";
import { settingsOf } from "../anomalies/options.ts";
import { scalingOf, varyingColumns } from "../anomalies/scaling.ts";
import { usual } from "../anomalies/score.ts";
import { DataError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { permutation, random } from "../core/random.ts";
import { quantile } from "../core/statistics.ts";
import { input, toOnnx } from "../graph/index.ts";
import type { RunOptions } from "../models/index.ts";
import { withProgram } from "../runtime/default.ts";
import { thresholdFor, thresholdIn } from "../scoring/thresholds/index.ts";
import type { EpochLog } from "../training/history.ts";
import { alarmCounts, alarmRate, thresholdForAlarms } from "./alarms.ts";
import { channelsOf } from "./channels.ts";
import { commonPeriod } from "./common-period.ts";
import type { FittedLength, FittedSeries, SeriesCalibration } from "./fitted.ts";
import { usualJumps } from "./jumps.ts";
import { type Lengths, lengthsFor, lengthsOf, type WindowLength } from "./lengths.ts";
import {
  copyWindows,
  expectedIn,
  type Joining,
  lengthGraph,
  type MeasuredWindows,
  measureWindows,
  scoresIn,
  windowAt,
  windowsAtOnce,
} from "./measure.ts";
import type { SeriesSettings } from "./options.ts";
import type { EvenPart, EvenSeries } from "./parts.ts";
import { startsIn } from "./readings.ts";
import { type Channels, featureCountOf, featuresOf } from "./window-graph.ts";

/** Largest number of windows of a length that are learned from. */
const MOST_LEARNED = 8192;
/** With fewer windows outside a block of time, the block is scored by the detector that learned from everything. */
const FEWEST_LEARNED = 24;
/** A feature that varies less varies by rounding only, as the mean of a switch over its whole period does. */
const LEAST_UNIT = 1e-3;
/** Number of scores that are stored for percentiles. */
const STORED = 4096;
/** Share of the readings within the band around the expected values. */
const IN_BAND = 0.95;

/** Options of the training. */
export interface LearnSeriesOptions extends RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with a note if the rate of alarms can't be measured in the series. */
  readonly onNote?: ((note: string) => void) | undefined;
  /** Called after each of several equal pieces of work. */
  readonly onWork?: ((done: number, total: number) => void) | undefined;
}

/** A window: the part that it is in, and its first place there. */
interface Place {
  readonly part: number;
  readonly start: number;
}

/**
 * Learns from series: chooses the lengths of the windows, learns from the windows of each length, and calibrates the scores on blocks
 * of time that weren't learned from.
 * @throws DataError if no channel varies.
 */
export async function learnSeries(
  series: EvenSeries,
  settings: SeriesSettings,
  options: LearnSeriesOptions,
): Promise<FittedSeries> {
  const { parts, step, even } = series;
  const { folds } = settings;
  const { onWork } = options;
  const channels = channelsOf(parts);
  if (channels.scale.every((unit) => unit === 0))
    throw new DataError("No channel varies, so there is nothing to learn: all readings are equal. Give a series that varies.");
  const { lengths, shape, period } = lengthsIn(series, settings);

  const learned: FittedLength[] = [];
  const apart: (readonly MeasuredWindows[])[] = [];
  const history: EpochLog[] = [];
  let done = 0;
  for (const length of lengths) {
    const context: Context = { parts, length, channels, settings, options };
    const whole = (await learnLength(context))!;
    onWork?.(++done, lengths.length * (folds + 1));
    const ofFolds: (readonly MeasuredWindows[])[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const model = (await learnLength(context, { fold, folds })) ?? whole;
      ofFolds.push(
        await measureBlock(context, { ...length, ...model }, { fold, folds, kept: { expected: length === lengths[shape] } }),
      );
      onWork?.(++done, lengths.length * (folds + 1));
    }
    const measured = parts.map((_, p) => joinWindows(ofFolds.map((each) => each[p]!)));
    learned.push({ ...length, measure: whole.measure, usuals: whole.usuals, usual: whole.usual });
    apart.push(measured);
    history.push(...whole.history);
  }

  const joining: Joining = {
    lengths: learned,
    around: lengths.at(-1)!.window,
    jumps: usualJumps(parts),
  };
  const calibrated = (past: boolean, around = joining.around): SeriesCalibration => {
    const scores = parts.map((part, p) =>
      scoresIn(
        part,
        apart.map((each) => each[p]!),
        { ...joining, around },
        past,
      ),
    );
    return calibration(scores, joining, settings, step);
  };
  const whole = calibrated(false);
  if (settings.alarms !== undefined) {
    const { doubt } = thresholdForAlarms(whole.alarms, alarmRate(settings.alarms), step);
    if (doubt) options.onNote?.(doubt);
  }
  return {
    ...joining,
    lengths: learned,
    channels,
    shape,
    band: bandOf(parts, apart[shape]!, lengths[shape]!),
    ...(step !== undefined && { step }),
    even,
    ...(period && { period }),
    calibration: whole,
    live: calibrated(true),
    last: calibrated(true, 1),
    history,
  };
}

/** Chooses the lengths of the windows. */
function lengthsIn(series: EvenSeries, { window }: SeriesSettings): Lengths {
  const longest = series.parts.reduce((most, { length }) => Math.max(most, length), 0);
  return window === "auto"
    ? lengthsFor(longest, commonPeriod(series), series.step)
    : lengthsOf(longest, typeof window === "number" ? [window] : [...window].sort((a, b) => a - b));
}

/** The windows of one length, and how to learn from them. */
interface Context {
  readonly parts: readonly EvenPart[];
  readonly length: WindowLength;
  readonly channels: Channels;
  readonly settings: SeriesSettings;
  readonly options: LearnSeriesOptions;
}

/** One of several blocks of equal duration into which each part is cut. */
interface Block {
  readonly fold: number;
  readonly folds: number;
}

/** Returns the starts of the windows whose middle is in a block. */
const startsInBlock = (part: EvenPart, length: WindowLength, { fold, folds }: Block): Int32Array =>
  startsIn(part.length, length).filter((start) => {
    const block = Math.floor(((start + length.window / 2) * folds) / part.length);
    return Math.min(block, folds - 1) === fold;
  });

/** Returns whether a window has no reading of a block. */
const isOutside = ({ start, window }: { start: number; window: number }, { length }: EvenPart, { fold, folds }: Block): boolean =>
  start + window <= (fold * length) / folds || start >= ((fold + 1) * length) / folds;

/**
 * Learns from the windows of one length: from all of them, or from those outside a block of time.
 * @returns undefined if there are too few windows outside the block, or if they are all equal.
 */
async function learnLength({ parts, length, channels, settings, options }: Context, block?: Block) {
  options.signal?.throwIfAborted();
  const { window } = length;
  const places = parts.flatMap((part, p) =>
    Array.from(startsIn(part.length, length))
      .filter((start) => !block || isOutside({ start, window }, part, block))
      .map((start): Place => ({ part: p, start })),
  );
  if (block && places.length < FEWEST_LEARNED) return undefined;
  const { seed, trim, steps, learningRate, rows } = settings;
  const drawn = permutation(places.length, random(seed, 11, window)).subarray(0, MOST_LEARNED);
  const features = await featuresAt(
    { parts, length, channels, options },
    Array.from(drawn, (i) => places[i]!),
  );
  if (block && varyingColumns(scalingOf(features)).length === 0) return undefined;
  const { runtime, signal } = options;
  const settingsOfWindows = settingsOf({ seed, trim, steps, learningRate, rows });
  const learned = await learnMeasure(features, settingsOfWindows, { runtime, ...(signal && { signal }) }, LEAST_UNIT);
  return { ...learned, usual: usual(await scoresBy(learned, features, { runtime })) };
}

/** Computes the features of windows [windows, features]. */
async function featuresAt(
  { parts, length, channels, options }: Omit<Context, "settings">,
  places: readonly Place[],
): Promise<NdArray<"float32">> {
  const { window } = length;
  const count = channels.center.length;
  const windows = input("examples", "float32", ["batch", window, count]);
  const onnx = toOnnx({
    name: "features",
    inputs: [windows],
    outputs: { features: featuresOf(windows, length, channels).features },
  });
  const width = featureCountOf(length, count);
  const features = new Float32Array(places.length * width);
  const atOnce = windowsAtOnce(window * count);
  await withProgram(options.runtime, onnx, async (program) => {
    for (let from = 0; from < places.length; from += atOnce) {
      const some = places.slice(from, from + atOnce);
      const examples = copyWindows(
        some.map(({ part, start }) => windowAt(parts[part]!, start, window)),
        [window, count],
      );
      const into = features.subarray(from * width, (from + some.length) * width);
      await program.run({ examples }, { features: ndarray("float32", [some.length, width], into) });
    }
  });
  return ndarray("float32", [places.length, width], features);
}

/** Measures the windows whose middle is in a block, part by part. */
async function measureBlock(
  { parts, channels, options }: Context,
  length: WindowLength & Pick<FittedLength, "measure" | "usuals">,
  { kept, ...block }: Block & { readonly kept: { expected: boolean } },
): Promise<MeasuredWindows[]> {
  const measured: MeasuredWindows[] = [];
  await withProgram(options.runtime, toOnnx(lengthGraph(length, channels)), async (program) => {
    for (const part of parts)
      measured.push(await measureWindows(program, length, { part, starts: startsInBlock(part, length, block), kept }));
  });
  return measured;
}

/** Joins the windows of the blocks of a part, which follow one another. */
function joinWindows(blocks: readonly MeasuredWindows[]): MeasuredWindows {
  const join = (of: (each: MeasuredWindows) => Float32Array) => Float32Array.from(blocks.flatMap((each) => Array.from(of(each))));
  return {
    starts: Int32Array.from(blocks.flatMap(({ starts }) => Array.from(starts))),
    scores: join(({ scores }) => scores),
    errors: join(({ errors }) => errors),
    expected: join(({ expected }) => expected),
  };
}

/** Returns the numbers of several arrays that are known. */
const known = (arrays: readonly Float32Array[]): Float32Array =>
  Float32Array.from(arrays.flatMap((array) => Array.from(array))).filter((value) => !Number.isNaN(value));

/** Calibrates percentiles and the threshold by the scores of parts. */
function calibration(
  scores: readonly Float32Array[],
  { around }: Joining,
  { threshold, alarms }: SeriesSettings,
  step: number | undefined,
): SeriesCalibration {
  const sorted = known(scores).sort();
  const stored = Math.min(STORED, sorted.length);
  const quantiles = Array.from({ length: stored }, (_, i) => Math.fround(quantile(sorted, stored > 1 ? i / (stored - 1) : 0)));
  const counts = alarmCounts(scores, around);
  return {
    quantiles,
    counted: true,
    alarms: counts,
    threshold: Math.fround(
      alarms === undefined
        ? thresholdFor(thresholdIn(threshold), sorted)
        : thresholdForAlarms(counts, alarmRate(alarms), step).threshold,
    ),
  };
}

/** Returns for each channel the distance from the expected values within which most readings are. */
function bandOf(parts: readonly EvenPart[], measured: readonly MeasuredWindows[], length: WindowLength): Float32Array {
  const { channels } = parts[0]!;
  const distances = Array.from({ length: channels }, (): number[] => []);
  parts.forEach((part, p) => {
    expectedIn(part, measured[p]!, length).forEach((expected, at) => {
      const distance = Math.abs(part.values[at]! - expected);
      if (!Number.isNaN(distance)) distances[at % channels]!.push(distance);
    });
  });
  return Float32Array.from(distances, (own) => (own.length > 0 ? quantile(Float64Array.from(own).sort(), IN_BAND) : 0));
}
