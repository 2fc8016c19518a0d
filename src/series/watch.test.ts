import { beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { type ScoredReading, SeriesDetector, type WatchRow } from "./index.ts";
import { waves } from "./waves.fixture.ts";

const STEP = 60_000;
const NEW = { steps: 20 } as const;
const timesOf = (count: number) => Float64Array.from({ length: count }, (_, i) => 1e12 + i * STEP);
const rowsOf = ({ data, shape }: ReturnType<typeof waves>) =>
  Array.from({ length: shape[0]! }, (_, i) => data.subarray(3 * i, 3 * i + 3));
const partOf = (count: number) => [Int32Array.from({ length: count }, (_, i) => i)];

let runtime: Runtime;
let detector: SeriesDetector;
beforeAll(async () => {
  runtime = await nodeRuntime({ threads: 1 });
  detector = await new SeriesDetector(NEW).fit(waves(800), { times: timesOf(800), runtime });
});

/** Pushes rows, and returns the result of each. */
async function watched(of: SeriesDetector, rows: readonly WatchRow[], times?: ArrayLike<number>) {
  const watch = of.watch({ runtime });
  const results: (ScoredReading | undefined)[] = [];
  for (const [i, row] of rows.entries()) results.push(await watch.push(row, times?.[i]));
  await watch.close();
  return { results, counts: watch.counts };
}

/** Expects the scores of a watch to be those of all readings at once. */
function expectScores(results: readonly (ScoredReading | undefined)[], live: Float32Array): void {
  expect(results.map((scored) => scored === undefined)).toEqual(Array.from(live, Number.isNaN));
  const differences = results.flatMap((scored, i) =>
    scored ? [Math.abs(scored.score - live[i]!) / Math.max(1, Math.abs(live[i]!))] : [],
  );
  expect(Math.max(...differences)).toBeLessThan(1e-5);
}

describe("a watch", () => {
  const window = () => detector.learned.lengths.at(-1)!.window;
  /** Readings with a fault, a short gap, a long gap, and times that are uneven by up to a quarter of a step. */
  const series = () => {
    const source = random(4);
    const all = waves(600, { seed: 2, fault: 400 });
    const kept = Array.from({ length: 600 }, (_, i) => i).filter(
      (i) => !(i >= 100 && i < 107) && !(i >= 200 && i < 203 + window()),
    );
    const rows = ndarray("float32", [kept.length, 3], Float32Array.from(kept.flatMap((i) => [...rowsOf(all)[i]!])));
    const times = Float64Array.from(kept, (i) => 1e12 + STEP * (i + 0.25 * source.uniform()));
    return { rows, times, parts: partOf(kept.length), fault: kept.indexOf(400) };
  };

  it("gives the scores of all readings at once, with gaps, missing values and uneven times", async () => {
    const { rows, times, parts, fault } = series();
    const live = (await detector.measureReadings({ rows, times, parts }, { runtime, live: true })).live!;
    const { results, counts } = await watched(detector, rowsOf(rows), times);
    expectScores(results, live);
    const { outliers, ...others } = counts;
    expect(others).toEqual({
      readings: live.length,
      scored: live.filter((x) => !Number.isNaN(x)).length,
      late: 0,
      doubled: 0,
      missing: 7,
      restarts: 1,
    });
    const found = results.slice(fault + 1, fault + 6);
    expect(found.every((scored) => scored?.outlier)).toBe(true);
    expect(outliers).toBeGreaterThanOrEqual(5);
    expect(found[0]!.causes[0]).toMatchObject({ name: "1", actual: "150" });
    expect(Number(found[0]!.causes[0]!.expected)).toBeLessThan(140);
    for (const scored of found) expect(scored!.percentile).toBe(percentileOf(detector.learned.live, scored!.score));
  });

  it("gives the scores of all readings at once without times", async () => {
    const plain = await new SeriesDetector({ ...NEW, window: 7 }).fit(waves(400, { missing: 0 }), { runtime });
    const rows = waves(300, { seed: 5, missing: 0.3 });
    const live = (await plain.measureReadings({ rows, parts: partOf(300) }, { runtime, live: true })).live!;
    expectScores((await watched(plain, rowsOf(rows))).results, live);
  });

  it("blames and expects what detector.onnx does, if windows of each length end at each reading", async () => {
    const { learned } = detector;
    const dense = new SeriesDetector().adopt({ ...learned, lengths: learned.lengths.map((length) => ({ ...length, step: 1 })) });
    const rows = waves(120, { seed: 6, fault: 90 });
    const { results } = await watched(dense, rowsOf(rows), timesOf(120));
    const program = await runtime.compile(detector.toOnnx());
    for (let i = window() - 1; i < 120; i++) {
      const examples = ndarray("float32", [1, window(), 3], rows.data.slice(3 * (i + 1 - window()), 3 * (i + 1)));
      const { contributions, expected } = await program.run({ examples });
      for (let c = 0; c < 3; c++) {
        const wanted = Number(contributions!.data[c]);
        expect(Math.abs(results[i]!.contributions[c]! - wanted)).toBeLessThan(1e-4 * Math.max(1, wanted));
        expect(results[i]!.expected[c]! / Number(expected!.data[c])).toBeCloseTo(1, 4);
      }
    }
    await program.close();
  });

  it("leaves out and counts late and doubled readings", async () => {
    const rows = rowsOf(waves(200, { seed: 7 }));
    const times = timesOf(200);
    const order = [...rows.keys()].flatMap((i) => (i % 20 === 19 ? [i, i, i - 3] : [i]));
    const { results, counts } = await watched(
      detector,
      order.map((i) => rows[i]!),
      order.map((i) => times[i]!),
    );
    const { results: once } = await watched(detector, rows, times);
    const isFirst = order.map((i, at) => at === 0 || i > Math.max(...order.slice(0, at)));
    expect(results.filter((_, at) => isFirst[at])).toEqual(once);
    expect(results.filter((_, at) => !isFirst[at]).every((scored) => scored === undefined)).toBe(true);
    expect(counts).toMatchObject({ readings: 200, doubled: 10, late: 10 });
  });

  it("goes on after one time in the future", async () => {
    const rows = rowsOf(waves(200, { seed: 7 }));
    const times = timesOf(200);
    times[50] = 4e12;
    const { results, counts } = await watched(detector, rows, times);
    expect(counts).toMatchObject({ late: 50, restarts: 2, readings: 150 });
    expect(results.at(-1)).toBeDefined();
  });

  it("leaves out readings that come a second time, also after a gap", async () => {
    const { rows, times } = series();
    const all = rowsOf(rows);
    const { counts } = await watched(detector, [...all, ...all], [...times, ...times]);
    expect(counts).toMatchObject({ readings: all.length, late: all.length - 1, doubled: 1, restarts: 1 });
  });

  it("goes on from its state with the same scores", async () => {
    const { rows, times } = series();
    const all = rowsOf(rows);
    const { results } = await watched(detector, all, times);
    for (const at of [0, 1, 50, 104, 197, 300]) {
      const before = detector.watch({ runtime });
      for (let i = 0; i < at; i++) await before.push(all[i]!, times[i]);
      const state = JSON.parse(JSON.stringify(before.state()));
      await before.close();
      const after = detector.watch({ runtime, state });
      const rest: unknown[] = [];
      for (let i = at; i < all.length; i++) rest.push(await after.push(all[i]!, times[i]));
      expect(rest).toEqual(results.slice(at));
      expect(after.counts.readings).toBe(all.length);
      await after.close();
    }
  });

  it("refuses the state of another detector, and what isn't a state", async () => {
    const state = detector.watch({ runtime }).state();
    const other = await new SeriesDetector({ ...NEW, seed: 3 }).fit(waves(400), { times: timesOf(400), runtime });
    expect(() => other.watch({ state })).toThrow(/^The state is one of another detector\./);
    expect(() => detector.watch({ state: { format: 1 } as never })).toThrow(/^The state isn't one of a watch\./);
    expect(() => detector.watch({ state, threshold: "0.9" })).not.toThrow();
  });

  it("keeps the order of calls at the same time, and goes on after a row that it can't read", async () => {
    const rows = rowsOf(waves(60, { seed: 8 }));
    const times = timesOf(60);
    const watch = detector.watch({ runtime });
    const results = await Promise.allSettled(
      rows.map((row, i) => watch.push(i === 30 ? [1, 2] : i === 31 ? [1, Number.POSITIVE_INFINITY, 2] : row, times[i])),
    );
    await watch.close();
    expect(results.map(({ status }) => status === "rejected").filter(Boolean).length).toBe(2);
    expect(results[30]).toMatchObject({
      reason: { message: "The reading has 2 numbers, but the detector has 3 channels. Give one for each." },
    });
    const { results: without } = await watched(
      detector,
      rows.filter((_, i) => i !== 30 && i !== 31),
      times.filter((_, i) => i !== 30 && i !== 31),
    );
    expect(results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))).toEqual(without);
    await expect(watch.push(rows[0]!)).rejects.toThrow("The reading has no time.");
  });

  it("uses another threshold, and tells of drift once a day", async () => {
    const rows = rowsOf(waves(3500, { seed: 9, missing: 0 })).map((row, i) => (i < 700 ? row : row.map((value) => 3 * value)));
    const notes: [number, string][] = [];
    const watch = detector.watch({ runtime, threshold: "0.5", onNote: (note) => notes.push([watch.counts.readings, note]) });
    const times = timesOf(3500);
    for (const [i, row] of rows.entries()) await watch.push(row, times[i]);
    await watch.close();
    expect(watch.counts.outliers).toBeGreaterThan(2800);
    expect(notes.length).toBe(2);
    expect(notes[0]![0]).toBeGreaterThan(500);
    expect(notes[1]![0] - notes[0]![0]).toBe(1440);
    expect(notes[0]![1]).toMatch(
      /^The last readings are much more unusual than those of the training: \d+(\.\d+)? % of them score higher than 99 %/,
    );
  });
});

describe("a watch of a table", () => {
  const number = { kind: "number", missing: 0, scaling: "standard", whole: false } as const;
  const table = {
    columns: [
      { ...number, name: "temperature", center: 20, scale: 5 },
      { ...number, name: "pump.flow", center: 0, scale: 1 },
      { kind: "category", name: "mode", missing: 0, values: ["on", "off"], open: true, entropy: 0.69 },
    ],
    keys: ["machine", "at"],
    leftOut: [],
    reading: { missingValues: ["none"] },
    windows: { window: 3, step: 3, orderBy: "at", groupBy: ["machine"] },
  } satisfies TablePreprocessing;
  const source = random(11);
  const features = ndarray(
    "float32",
    [400, 5],
    Float32Array.from(
      Array.from({ length: 400 }, (_, t) => {
        const on = Number(t % 24 < 12);
        return [Math.sin(t / 3.8) + 0.1 * source.normal(), on + 0.1 * source.normal(), on, 1 - on, 0];
      }).flat(),
    ),
  );
  const parts = partOf(400);
  const rowAt = (t: number, machine: string, change: object = {}) => ({
    at: new Date(1e12 + t * STEP).toISOString(),
    machine,
    temperature: 20 + 5 * features.data[5 * t]!,
    pump: { flow: features.data[5 * t + 1]! },
    mode: features.data[5 * t + 2] ? "on" : "off",
    ...change,
  });
  let ofTable: SeriesDetector;
  beforeAll(async () => {
    ofTable = await new SeriesDetector({ ...NEW, table }).fitReadings(
      { rows: features, parts, times: timesOf(400) },
      { runtime },
    );
  });

  it("reads rows as objects, each machine by itself, and names the column that is at fault", async () => {
    const live = (await ofTable.measureReadings({ rows: features, parts, times: timesOf(400) }, { runtime, live: true })).live!;
    const rows = Array.from({ length: 400 }, (_, t) => [
      rowAt(t, "a"),
      rowAt(t, "b", t === 300 ? { temperature: 90, mode: "broken", pump: { flow: null } } : {}),
    ]).flat();
    const { results } = await watched(ofTable, rows);
    expectScores(
      results.filter((_, i) => i % 2 === 0),
      live,
    );
    const faulty = results[601]!;
    expect(faulty).toMatchObject({ group: { machine: "b" }, time: 1e12 + 300 * STEP, outlier: true });
    expect(faulty.contributions.length).toBe(3);
    expect(faulty.causes[0]).toMatchObject({ name: "temperature", actual: "90" });
    // A missing value explains nothing.
    expect(faulty.causes.map(({ name }) => name)).not.toContain("pump.flow");
    expect(Math.abs(Number(faulty.causes[0]!.expected) - 20)).toBeLessThan(25);
    expect(results[600]!.score).toBeLessThan(faulty.score / 2);
  });

  it("takes texts, and counts words for missing values as missing", async () => {
    const watch = ofTable.watch({ runtime });
    const text = (t: number, change: object) => ({
      ...rowAt(t, "a"),
      "pump.flow": "0.9",
      pump: undefined,
      temperature: " 21.5 ",
      ...change,
    });
    for (let t = 0; t < 5; t++) await watch.push(text(t, t === 3 ? { temperature: "none", mode: null } : {}));
    await expect(watch.push(text(6, { temperature: "warm" }))).rejects.toThrow(
      'temperature is "warm", which isn\'t a number. Correct the value, or leave it out.',
    );
    await expect(watch.push(text(6, { at: "soon" }))).rejects.toThrow(
      'at is "soon", which isn\'t a time. Give times as in the training data.',
    );
    await expect(watch.push({ at: "2026-01-01" })).rejects.toThrow(
      "The row has none of the columns temperature, pump.flow, mode.",
    );
    await expect(watch.push([1, 2, 3, 4, 5])).rejects.toThrow(
      "The reading is a list of numbers, but the detector was trained on a table.",
    );
    expect(watch.counts.readings).toBe(5);
    await watch.close();
  });
});
