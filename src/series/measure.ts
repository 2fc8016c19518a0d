import { measured } from "../anomalies/measure.ts";
import { scoreTensor, type Usual } from "../anomalies/score.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { type GraphSpec, input, type Tensor } from "../graph/index.ts";
import type { Program } from "../runtime/runtime.ts";
import type { FittedLength, FittedSeries } from "./fitted.ts";
import { JUMP_WINDOW, jumpUnits, largestJumps } from "./jumps.ts";
import type { WindowLength } from "./lengths.ts";
import type { EvenPart } from "./parts.ts";
import { inUnits, joined, lastWindow, meanOverWindows, roomFor } from "./readings.ts";
import { byChannel, type Channels, featuresOf, shapeIn } from "./window-graph.ts";

/** Largest number of values in the windows that a program takes at a time, and of windows. */
const [MOST_VALUES, MOST_WINDOWS] = [2 ** 21, 512];

/** Results for the windows of one length in a part of a series. */
export interface MeasuredWindows {
  readonly starts: Int32Array;
  /** [windows] */
  readonly scores: Float32Array;
  /** [windows, channels]: the error of each channel. */
  readonly errors: Float32Array;
  /** [windows, bins, channels]: the expected means of the parts of a window. */
  readonly expected: Float32Array;
}

type Measuring = WindowLength & Pick<FittedLength, "measure" | "usuals">;

/** Measures windows of one length [batch, window, channels] inside a graph: `MeasuredWindows` as tensors. */
export function measuredTensors(windows: Tensor, length: Measuring, channels: Channels) {
  const { features, subtracted } = featuresOf(windows, length, channels);
  const { contributions, expected, ...parts } = measured(features, length.measure);
  return {
    score: scoreTensor(parts, length.usuals),
    errors: byChannel(contributions, length, channels.center.length),
    expected: shapeIn(expected, length, channels, subtracted),
  };
}

/** Returns the graph that measures windows of one length: `examples` [batch, window, channels] → score, errors and expected. */
export function lengthGraph(length: Measuring, channels: Channels): GraphSpec {
  const windows = input("examples", "float32", ["batch", length.window, channels.center.length]);
  return { name: "windows", inputs: [windows], outputs: measuredTensors(windows, length, channels) };
}

/** The windows to measure. */
interface MeasureOptions {
  readonly part: EvenPart;
  readonly starts: Int32Array;
  /** Which results to keep besides the scores; the others are empty. */
  readonly kept: { readonly errors?: boolean; readonly expected?: boolean };
  /** Called with the number of windows after some were measured. */
  readonly onWindows?: (windows: number) => void;
}

/** Runs a program of that graph on some windows of a part. */
export async function measureWindows(
  program: Program,
  length: WindowLength,
  { part, starts, kept, onWindows }: MeasureOptions,
): Promise<MeasuredWindows> {
  const { channels } = part;
  const { window, bins } = length;
  const atOnce = windowsAtOnce(window * channels);
  const room = (isKept: boolean | undefined, size: number) => new Float32Array((isKept ? starts.length : atOnce) * size);
  const found = {
    starts,
    scores: new Float32Array(starts.length),
    errors: room(kept.errors, channels),
    expected: room(kept.expected, bins * channels),
  };
  for (let from = 0; from < starts.length; from += atOnce) {
    const some = starts.subarray(from, from + atOnce);
    const into = (data: Float32Array, isKept: boolean | undefined, ...shape: number[]): NdArray<"float32"> => {
      const [size, first] = [sizeOf(shape), isKept ? from : 0];
      return ndarray("float32", [some.length, ...shape], data.subarray(first * size, (first + some.length) * size));
    };
    await program.run(
      {
        examples: copyWindows(
          Array.from(some, (start) => windowAt(part, start, window)),
          [window, channels],
        ),
      },
      {
        score: into(found.scores, true),
        errors: into(found.errors, kept.errors, channels),
        expected: into(found.expected, kept.expected, bins, channels),
      },
    );
    onWindows?.(some.length);
  }
  // A window without a value says nothing.
  const known = knownBefore(part);
  found.scores.forEach((_, i) => {
    if (known[starts[i]! + window]! === known[starts[i]!]!) found.scores[i] = Number.NaN;
  });
  const none = new Float32Array(0);
  return { ...found, ...(!kept.errors && { errors: none }), ...(!kept.expected && { expected: none }) };
}

/** Returns how many windows of some size a program takes at a time. */
export const windowsAtOnce = (size: number): number => Math.max(1, Math.min(MOST_WINDOWS, Math.floor(MOST_VALUES / size)));

/** Returns the readings of a window, without copying them: [window x channels]. */
export const windowAt = ({ values, channels }: EvenPart, start: number, window: number): Float32Array =>
  values.subarray(start * channels, (start + window) * channels);

/** Copies windows one after the other: [windows, ...shape]. */
export function copyWindows(windows: readonly Float32Array[], shape: readonly number[]): NdArray<"float32"> {
  const size = sizeOf(shape);
  const data = new Float32Array(windows.length * size);
  windows.forEach((window, i) => {
    data.set(window, i * size);
  });
  return ndarray("float32", [windows.length, ...shape], data);
}

/** Returns the number of known values before each place: [length + 1]. */
function knownBefore({ values, length, channels }: EvenPart): Int32Array {
  const known = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) {
    let here = 0;
    for (let c = 0; c < channels; c++) if (!Number.isNaN(values[i * channels + c]!)) here++;
    known[i + 1] = known[i]! + here;
  }
  return known;
}

/** The parts of a fitted detector that join windows to scores of readings. */
export type Joining = Pick<FittedSeries, "jumps" | "around"> & {
  readonly lengths: readonly (WindowLength & { readonly usual: Usual })[];
};

/** The values that the windows of one length give each reading [n], in units of what is usual. */
export interface ReadingUnits {
  readonly window: number;
  readonly values: Float32Array;
}

/** Returns the scores of the readings in a part [length], from its windows of each length. */
export function scoresIn(part: EvenPart, windows: readonly MeasuredWindows[], fitted: Joining, past: boolean): Float32Array {
  const units = unitsIn(part, windows, fitted, { jumps: jumpUnits(part, fitted.jumps, past), past }).map(({ values }) => values);
  return joined(units, fitted.around, past);
}

/**
 * Returns what the jumps and the windows of each length say of the readings in a part, the shortest windows first.
 * @param jumps - the result of `jumpUnits`.
 */
export function unitsIn(
  part: EvenPart,
  windows: readonly MeasuredWindows[],
  { lengths }: Joining,
  { jumps, past }: { readonly jumps: Float32Array; readonly past: boolean },
): ReadingUnits[] {
  const ofWindows = windows.map(({ starts, scores }, i) => {
    const { window, step, usual } = lengths[i]!;
    // A window that only begins early enough to end with the series isn't there while the readings come.
    const isEarly = past && starts.length > 0 && (starts.at(-1)! + (part.first ?? 0)) % step !== 0;
    const one = {
      window,
      starts: isEarly ? starts.subarray(0, -1) : starts,
      units: scores.map((score) => (Number.isNaN(score) ? score : inUnits(score, usual))),
    };
    return { window, values: past ? lastWindow(one, part.length) : meanOverWindows(one, (w) => one.units[w]!, part.length) };
  });
  return [{ window: JUMP_WINDOW, values: largestJumps(jumps, part.channels) }, ...ofWindows];
}

/**
 * Returns how much each channel contributes to the scores of the readings in a part: [length, channels].
 * @param jumps - the result of `jumpUnits`, which becomes the result of this function.
 */
export function errorsIn(
  part: EvenPart,
  windows: readonly MeasuredWindows[],
  { lengths }: Joining,
  jumps: Float32Array,
): Float32Array {
  const { channels, length } = part;
  const room = roomFor(length);
  for (let i = 0; i < jumps.length; i++) jumps[i] = Number.isNaN(jumps[i]) ? 0 : jumps[i]! ** 2;
  windows.forEach(({ starts, scores, errors }, i) => {
    const { window, usual } = lengths[i]!;
    const each = scores.map((score, w) => {
      const sum = errors.subarray(w * channels, (w + 1) * channels).reduce((a, b) => a + b, 0);
      return Number.isNaN(score) ? score : inUnits(score, usual) ** 2 / (sum || 1);
    });
    for (let c = 0; c < channels; c++)
      meanOverWindows({ window, starts }, (w) => each[w]! * errors[w * channels + c]!, length, room).forEach((mean, at) => {
        if (!Number.isNaN(mean)) jumps[at * channels + c]! += mean;
      });
  });
  return jumps;
}

/** Returns the expected values of the readings in a part [length, channels], from windows of one length. A reading in no window gets NaN. */
export function expectedIn(part: EvenPart, { starts, expected }: MeasuredWindows, { window, bins }: WindowLength): Float32Array {
  const { channels, length } = part;
  const width = window / bins;
  // Each bin is a window of its own, whose values are the expected means.
  const places = Int32Array.from({ length: starts.length * bins }, (_, i) => starts[Math.floor(i / bins)]! + (i % bins) * width);
  const values = new Float32Array(length * channels);
  const room = roomFor(length);
  for (let c = 0; c < channels; c++)
    meanOverWindows({ window: width, starts: places }, (bin) => expected[bin * channels + c]!, length, room).forEach(
      (mean, at) => {
        values[at * channels + c] = mean;
      },
    );
  return values;
}
