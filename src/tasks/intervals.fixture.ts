import { ndarray } from "../core/ndarray.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { foundIntervals } from "./intervals.ts";

const LENGTH = 100;
const HOUR = 3_600_000;

/** Rows of two sensors, a reading of each every hour: a temperature around 20 °C, and whether a valve is open, shut or between. */
const table: TablePreprocessing = {
  columns: [
    {
      name: "temperature <°C>",
      kind: "number",
      missing: 0,
      scaling: "standard",
      center: 20,
      scale: 2,
      whole: false,
      decimals: 2,
    },
    { name: "valve", kind: "category", missing: 0, values: ["open", "shut"], open: true, entropy: 1 },
  ],
  keys: ["time", "sensor"],
  leftOut: [],
  windows: { window: 3, step: 1, orderBy: "time", groupBy: ["sensor"] },
};

/** Scores and values that are usual except for some rows. */
export interface StrangeRow {
  readonly row: number;
  readonly score: number;
  readonly temperature?: number;
  readonly isShut?: boolean;
}

/** Intervals of rows of which some are strange. Rows with an even index are of the sensor attic, and the others of the cellar. */
export function intervalsOfSensors(strange: readonly StrangeRow[]) {
  const rows = ndarray(
    "float32",
    [LENGTH, 4],
    Float32Array.from({ length: 4 * LENGTH }, (_, i) => (i % 4 === 1 ? 1 : 0)),
  );
  const errors = ndarray("float32", [LENGTH, 4], new Float32Array(4 * LENGTH));
  const scores = new Float32Array(LENGTH);
  for (const { row, score, temperature = 20, isShut = false } of strange) {
    scores[row] = score;
    rows.data[4 * row] = (temperature - 20) / 2;
    rows.data.set(isShut ? [0, 1] : [1, 0], 4 * row + 1);
    errors.data.set([Number.isNaN(temperature) ? 9 : Math.abs(temperature - 20), Number(isShut), Number(isShut), 0], 4 * row);
  }
  const expected = { ...rows, data: rows.data.map((_, i) => (i % 4 === 1 ? 0.9 : 0.05)) };
  const parts = [0, 1].map((sensor) => Int32Array.from({ length: LENGTH / 2 }, (_, i) => 2 * i + sensor));
  const times = Float64Array.from({ length: LENGTH }, (_, row) => Date.UTC(2024, 2, 1) + HOUR * (row >> 1));
  return foundIntervals(
    { around: 4, band: Float32Array.of(1, 1, 1, 1) },
    { rows, parts, times },
    { scores, live: scores, units: [{ window: 3, values: scores.map((score) => score + 1) }], parts, errors, expected },
    {
      threshold: 2,
      table,
      keys: {
        time: Array.from(times, (time) => new Date(time).toISOString().slice(0, 16)),
        sensor: Array.from(times, (_, row) => (row % 2 ? "cellar & co" : "attic")),
      },
    },
  );
}
