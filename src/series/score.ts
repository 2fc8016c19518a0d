import { type NdArray, ndarray } from "../core/ndarray.ts";
import { toOnnx } from "../graph/index.ts";
import { numbersOf } from "../layers/index.ts";
import type { RunOptions } from "../models/index.ts";
import { withOwnProgram } from "../runtime/own-programs.ts";
import type { Measured } from "../scoring/causes.ts";
import type { FittedSeries } from "./fitted.ts";
import { jumpUnits } from "./jumps.ts";
import {
  errorsIn,
  expectedIn,
  lengthGraph,
  type MeasuredWindows,
  measureWindows,
  type ReadingUnits,
  scoresIn,
  unitsIn,
} from "./measure.ts";
import { evenParts, type KnownGrid, type Readings } from "./parts.ts";
import { joined, startsIn } from "./readings.ts";

/** Scores of readings, with everything that explains them. */
export interface MeasuredReadings extends Measured {
  /** [n]: scores from the windows that end at each reading or before, as `watch` computes them; only with the option `live`. */
  readonly live?: Float32Array;
  /** The values that the windows of each length give each reading. */
  readonly units: readonly ReadingUnits[];
  /** Indices of the rows of each series, or of its pieces between long gaps, in the order of time. */
  readonly parts: readonly Int32Array[];
}

/** Returns the grid on which a fitted detector puts readings, if it does. A series begins again after a gap as long as the longest window. */
export const gridOfFitted = ({ even, step, lengths }: FittedSeries): KnownGrid | undefined =>
  even && step ? { step, mostEmpty: lengths.at(-1)!.window } : undefined;

export interface MeasureReadingsOptions extends RunOptions {
  /** Whether to compute `live`. Default: false. */
  readonly live?: boolean;
  /** Called with the number of windows that were measured, and with that of all. */
  readonly onWork?: (done: number, total: number) => void;
}

/** Scores readings with a fitted detector. */
export async function measureReadings(
  fitted: FittedSeries,
  readings: Readings,
  { runtime, onWork, live: withLive = false }: MeasureReadingsOptions,
): Promise<MeasuredReadings> {
  const { rows } = readings;
  const [count, channels] = rows.shape as [number, number];
  const parts = evenParts(readings, gridOfFitted(fitted));
  const blank = (size: number) => new Float32Array(size).fill(Number.NaN);
  const units: ReadingUnits[] = [];
  const found = {
    scores: blank(count),
    live: withLive ? blank(count) : undefined,
    errors: blank(count * channels),
    expected: blank(count * channels),
  };
  const shape = fitted.lengths[fitted.shape]!;
  const total = parts.reduce(
    (sum, { length, first }) => sum + fitted.lengths.reduce((all, one) => all + startsIn(length, one, first).length, 0),
    0,
  );
  let done = 0;
  const onWindows = (windows: number) => {
    done += windows;
    onWork?.(done, total);
  };
  for (const part of parts) {
    const windows: MeasuredWindows[] = [];
    for (const length of fitted.lengths) {
      const numbers = length.measure.ensemble.variables.map((variable) => numbersOf(variable).data);
      const kind = JSON.stringify(["windows", length.usuals]);
      const onnx = () => toOnnx(lengthGraph(length, fitted.channels));
      const asked = {
        part,
        starts: startsIn(part.length, length, part.first),
        kept: { errors: true, expected: length === shape },
        onWindows,
      };
      windows.push(
        await withOwnProgram(length.measure, { runtime, kind, numbers, onnx }, (program) =>
          measureWindows(program, length, asked),
        ),
      );
    }
    const jumps = jumpUnits(part, fitted.jumps, false);
    const each = unitsIn(part, windows, fitted, { jumps, past: false });
    const scores = joined(
      each.map(({ values }) => values),
      fitted.around,
      false,
    );
    const live = withLive ? scoresIn(part, windows, fitted, true) : undefined;
    const errors = errorsIn(part, windows, fitted, jumps);
    const expected = expectedIn(part, windows[fitted.shape]!, shape);
    part.rows.forEach((row, i) => {
      const place = part.places[i]!;
      found.scores[row] = scores[place]!;
      if (found.live) found.live[row] = live![place]!;
      each.forEach(({ window, values }, i) => {
        units[i] ??= { window, values: blank(count) };
        units[i].values[row] = values[place]!;
      });
      for (let c = 0; c < channels; c++) {
        found.errors[row * channels + c] = errors[place * channels + c]!;
        found.expected[row * channels + c] = expected[place * channels + c]!;
      }
    });
  }
  const shaped = (data: Float32Array): NdArray<"float32"> => ndarray("float32", [count, channels], data);
  return {
    scores: found.scores,
    ...(found.live && { live: found.live }),
    units,
    parts: parts.map(({ rows }) => rows),
    errors: shaped(found.errors),
    expected: shaped(found.expected),
  };
}
