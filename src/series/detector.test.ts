import { beforeAll, describe, expect, it, test } from "vitest";
import { KINDS, plantedSeries } from "../../bench/planted-faults.mjs";
import { ndarray } from "../core/ndarray.ts";
import { deviation } from "../core/statistics.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { rocAuc } from "../scoring/index.ts";
import { SeriesDetector } from "./index.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
});

interface Planted {
  readonly rows: readonly Record<string, string>[];
  readonly labels: Uint8Array;
}

/** Makes a series of half-hourly readings, with faults of one kind or without. */
function series(options: { kind?: string; seed?: number; channels?: number; days?: number; missing?: number }) {
  const { channels = 1 } = options;
  const { rows, labels } = plantedSeries({ channels, days: 30, ...options }) as Planted;
  const data = rows.flatMap((row) =>
    Array.from({ length: channels }, (_, c) => (row[`channel_${c + 1}`] === "" ? Number.NaN : Number(row[`channel_${c + 1}`]))),
  );
  return {
    rows: ndarray("float32", [rows.length, channels], Float32Array.from(data)),
    times: rows.map((row) => Date.parse(`${row.timestamp}Z`)),
    labels: Array.from(labels),
  };
}

/** Options that make the training short. */
const NEW = { steps: 100, folds: 2 } as const;

// Two channels, the seed 3, and 30 days. docs/sequences.md has the figures of more series.
test.each(KINDS as readonly string[])(
  "faults of the kind %s are found in the series that the detector learned from",
  async (kind) => {
    const { rows, times, labels } = series({ kind, seed: 3, channels: 2, missing: 0.02 });
    const detector = await new SeriesDetector(NEW).fit(rows, { times, runtime });
    const scores = await detector.scoreSamples(rows, { times, runtime });
    expect(rocAuc(scores.data, labels)).toBeGreaterThan(0.8);
    await detector.dispose();
  },
);

describe("a detector of one series", () => {
  const usual = series({ seed: 5 });
  let detector: SeriesDetector;
  beforeAll(async () => {
    detector = await new SeriesDetector(NEW).fit(usual.rows, { times: usual.times, runtime });
  });

  it("knows the period and chooses windows by it", () => {
    expect(detector.learned.period).toEqual({ readings: 48, words: "a day" });
    expect(detector.learned.lengths.map(({ window }) => window)).toEqual([3, 24, 48]);
  });

  it("gives the same scores for the same seed", async () => {
    const again = await new SeriesDetector(NEW).fit(usual.rows, { times: usual.times, runtime });
    const scores = async (of: SeriesDetector) => (await of.scoreSamples(usual.rows, { times: usual.times, runtime })).data;
    expect(await scores(again)).toEqual(await scores(detector));
  });

  it("expects values near the readings", async () => {
    const { expected, band } = await detector.explain(usual.rows, { times: usual.times, runtime });
    const distances = usual.rows.data.map((value, i) => Math.abs(value - expected.data[i]!));
    expect(distances.filter((distance) => distance <= band.data[0]!).length / distances.length).toBeGreaterThan(0.9);
    expect(band.data[0]!).toBeLessThan(deviation(usual.rows.data));
  });

  it("flags about one reading in a hundred of other series of the same kind", async () => {
    const flagged = await detector.predict(usual.rows, { times: usual.times, runtime });
    expect(flagged.data.reduce((a, b) => a + b, 0) / flagged.data.length).toBeLessThan(0.03);
  });

  it("takes the readings of a file in any order and several series in one", async () => {
    const scores = (await detector.scoreSamples(usual.rows, { times: usual.times, runtime })).data;
    const order = Array.from(scores.keys()).sort((a, b) => ((a * 7919) % 1440) - ((b * 7919) % 1440));
    const shuffled = ndarray(
      "float32",
      usual.rows.shape,
      Float32Array.from(order, (i) => usual.rows.data[i]!),
    );
    const times = order.map((i) => usual.times[i]!);
    expect((await detector.scoreSamples(shuffled, { times, runtime })).data).toEqual(Float32Array.from(order, (i) => scores[i]!));
    const twice = ndarray("float32", [2880, 1], Float32Array.of(...usual.rows.data, ...usual.rows.data));
    const groups = Array.from({ length: 2880 }, (_, i) => Math.floor(i / 1440));
    const both = await detector.scoreSamples(twice, { times: [...usual.times, ...usual.times], groups, runtime });
    expect(both.data).toEqual(Float32Array.of(...scores, ...scores));
  });

  it("scores readings on both sides of a gap as without it", async () => {
    const scores = (await detector.scoreSamples(usual.rows, { times: usual.times, runtime })).data;
    const kept = usual.times.flatMap((_, i) => (i >= 700 && i < 760 ? [] : [i]));
    const rows = ndarray(
      "float32",
      [kept.length, 1],
      Float32Array.from(kept, (i) => usual.rows.data[i]!),
    );
    const found = await detector.scoreSamples(rows, { times: kept.map((i) => usual.times[i]!), runtime });
    // Readings further from the gap than two windows aren't affected by it, except by rounding: other windows are measured together.
    const differences = [...found.data].flatMap((score, i) =>
      i < 600 || i >= 800 ? [Math.abs(score - scores[i < 600 ? i : i + 60]!)] : [],
    );
    expect(Math.max(...differences)).toBeLessThan(5e-6);
    expect(found.data.some(Number.isNaN)).toBe(false);
  });

  it("names the intervals, with the highest score first", async () => {
    const { rows, times, labels } = series({ kind: "shift", seed: 5 });
    const found = await detector.intervals(rows, { times, runtime });
    expect(found.length).toBeGreaterThan(0);
    const [first] = found;
    expect(labels[first!.peak]).toBe(1);
    expect(first!.start).toBeLessThanOrEqual(first!.peak);
    expect(first!.end).toBeGreaterThanOrEqual(first!.peak);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  });
});

test("a fault in one of six channels is blamed on that channel", async () => {
  const { rows, times } = series({ seed: 8, channels: 6 });
  const broken = rows.data.slice();
  for (let i = 700; i < 740; i++) broken[i * 6 + 4] = broken[700 * 6 + 4]!;
  const detector = await new SeriesDetector(NEW).fit(rows, { times, runtime });
  const { contributions } = await detector.explain(ndarray("float32", rows.shape, broken), { times, runtime });
  const sums = Array.from({ length: 6 }, (_, c) => {
    let sum = 0;
    for (let i = 705; i < 735; i++) sum += contributions.data[i * 6 + c]!;
    return sum;
  });
  expect(sums.indexOf(Math.max(...sums))).toBe(4);
});

test("a level that goes on rising isn't a fault by itself", async () => {
  const { rows, times } = series({ seed: 5, days: 45 });
  const spread = deviation(rows.data);
  const rising = rows.data.map((value, i) => value + (i / 48) * spread);
  const [learned, next] = [rising.slice(0, 1440), rising.slice(1440)].map((part) => ndarray("float32", [part.length, 1], part));
  const detector = await new SeriesDetector(NEW).fit(learned!, { times: times.slice(0, 1440), runtime });
  expect(detector.learned.channels.trend[0]).toBe(1);
  // The next readings are all higher than those that the detector has seen.
  const scores = await detector.scoreSamples(next!, { times: times.slice(1440), runtime });
  expect(scores.data.filter((score) => score > detector.threshold).length / 720).toBeLessThan(0.1);
});

describe("series that can't be used", () => {
  const fit = (data: number[][], options = {}) => new SeriesDetector(NEW).fit(data, { runtime, ...options });
  it.each([
    [
      "too few readings",
      [[1], [2], [3]],
      {},
      /^A detector for series needs a series of at least 26 readings, but the longest has 3\./,
    ],
    ["equal readings", Array.from({ length: 100 }, () => [5]), {}, /^No channel varies, so there is nothing to learn/],
    ["an infinite reading", [[1], [Number.POSITIVE_INFINITY]], {}, /^Row 1, column 0 is Infinity/],
    [
      "too few times",
      Array.from({ length: 100 }, (_, i) => [i % 7]),
      { times: [1, 2] },
      /^There are 100 rows, but order has 2 values\./,
    ],
  ])("%s: one line says why", async (_, data, options, message) => {
    await expect(fit(data, options)).rejects.toThrow(message);
  });
  it("options outside their range are refused", () => {
    expect(() => new SeriesDetector({ window: 0 })).toThrow(
      /^window must be a whole number of at least 1, or a list such as \[24, 168\]/,
    );
    expect(() => new SeriesDetector({ alarms: "often" })).toThrow(
      /^alarms must be a number of alarms in a time, such as "1\/week"/,
    );
    expect(() => new SeriesDetector({ alarms: "1/day", threshold: "0.9" })).toThrow(/^threshold and alarms both set/);
  });
});
