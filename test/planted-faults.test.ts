import { describe, expect, it } from "vitest";
import { KINDS, plantedSeries } from "../bench/planted-faults.mjs";
import { mean } from "../src/core/statistics.ts";

type Row = Readonly<Record<string, string>>;
const channelsOf = (row: Row) => Object.keys(row).filter((name) => name !== "timestamp");

describe.each(KINDS)("planted faults of the kind %s", (kind) => {
  const options = { seed: 3, channels: 4 };
  const { rows, labels } = plantedSeries({ kind, ...options }) as { rows: Row[]; labels: Uint8Array };
  const sound = plantedSeries(options).rows as Row[];
  const changed = rows.map((row, t) => channelsOf(row).filter((name) => row[name] !== sound[t]![name]));

  it("take 2 to 8 % of the readings", () => {
    expect(mean(labels)).toBeGreaterThan(0.02);
    expect(mean(labels)).toBeLessThan(0.08);
  });
  it("change labelled readings and no others, some in one channel only", () => {
    expect(changed.filter((names, t) => labels[t] === 0 && names.length > 0)).toEqual([]);
    const inFaults = changed.filter((_, t) => labels[t] === 1).map((names) => names.length);
    // The first reading of a flat line, and few others, are what they would be without a fault.
    expect(mean(inFaults.map((count) => (count > 0 ? 1 : 0)))).toBeGreaterThan(0.9);
    expect(new Set(inFaults)).toContain(1);
    expect(Math.max(...inFaults)).toBeGreaterThan(1);
  });
  it("stay within the channel's usual range and half of its width", () => {
    for (const name of channelsOf(rows[0]!)) {
      const [low, high] = [Math.min, Math.max].map((of) => of(...sound.map((row) => Number(row[name]))));
      const room = (high! - low!) / 2;
      for (const row of rows) expect(Math.abs(Number(row[name]) - (low! + high!) / 2)).toBeLessThan(2 * room);
    }
  });
});

it("leaves out the share of values that is asked for, and adds a trend", () => {
  const { rows } = plantedSeries({ channels: 20, missing: 0.03 }) as { rows: Row[] };
  const cells = rows.flatMap((row) => channelsOf(row).map((name) => row[name]));
  expect(cells.filter((cell) => cell === "").length / cells.length).toBeCloseTo(0.03, 2);
  const levels = (trend: boolean) => {
    const values = (plantedSeries({ channels: 1, trend }).rows as Row[]).map((row) => Number(row["channel_1"]));
    const half = values.length / 2;
    const moved = mean(values.slice(half)) - mean(values.slice(0, half));
    return Math.abs(moved) / (Math.max(...values) - Math.min(...values));
  };
  expect(levels(false)).toBeLessThan(0.1);
  expect(levels(true)).toBeGreaterThan(0.2);
});
