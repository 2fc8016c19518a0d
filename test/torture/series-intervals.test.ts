import { expect, it } from "vitest";
import { KINDS, plantedSeries } from "../../bench/planted-faults.mjs";
import { ndarray } from "../../src/core/ndarray.ts";
import { mean, median, quantile } from "../../src/core/statistics.ts";
import { SeriesDetector } from "../../src/series/index.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

// A detector learns from the first half of a series without faults, and scores the second half: without faults, to count alarms, and
// with faults of each kind, to compare intervals with them. Faults are as large as a person would just see.

const SERIES = times(1, 20);
const DAYS = times(25, 50);
const READINGS = 48 * DAYS;
const CHANNELS = 3;
const kinds: readonly string[] = isLong ? KINDS : ["flat", "spike"];

/** Returns readings [2 x READINGS, channels], and whether each is faulty. */
function series(seed: number, kind?: string) {
  const { rows, labels } = plantedSeries({ kind, seed, channels: CHANNELS, days: 2 * DAYS });
  const values = rows.flatMap((row: Record<string, unknown>) =>
    Array.from({ length: CHANNELS }, (_, c) => Number(row[`channel_${c + 1}`])),
  );
  return { values: Float32Array.from(values), labels: labels as Uint8Array };
}

const half = (values: Float32Array, i: number) =>
  ndarray("float32", [READINGS, CHANNELS], values.slice(i * READINGS * CHANNELS, (i + 1) * READINGS * CHANNELS));
const timesOf = (i: number) => Float64Array.from({ length: READINGS }, (_, t) => 1_800_000 * (i * READINGS + t));

/** The first and the last reading of each fault. */
function faultsIn(labels: Uint8Array): [number, number][] {
  const faults: [number, number][] = [];
  labels.forEach((label, i) => {
    if (label && !labels[i - 1]) faults.push([i, i]);
    if (label) faults.at(-1)![1] = i;
  });
  return faults;
}

/** Readings that two ranges have in common, as a share of those that at least one has. */
const overlap = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number =>
  Math.max(0, Math.min(b, d) - Math.max(a, c) + 1) / (Math.max(b, d) - Math.min(a, c) + 1);

interface Found {
  readonly start: number[];
  readonly end: number[];
  readonly overlaps: number[];
  faults: number;
  hit: number;
  intervals: number;
}

it(
  "intervals begin and end near the faults in them, and a rate of alarms isn't exceeded by much",
  async () => {
    const found: Record<string, Found> = Object.fromEntries(
      kinds.map((kind) => [kind, { start: [], end: [], overlaps: [], faults: 0, hit: 0, intervals: 0 }]),
    );
    const rates: number[] = [];
    for (let seed = 1; seed <= SERIES; seed++) {
      const sound = series(seed).values;
      const settings = isLong ? {} : { steps: 60, folds: 2 };
      const detector = await new SeriesDetector({ alarms: "1/week", ...settings }).fit(half(sound, 0), { times: timesOf(0) });
      const alarms = await detector.intervals(half(sound, 1), { times: timesOf(1) });
      rates.push(alarms.length / (DAYS / 7));
      for (const kind of kinds) {
        const { values, labels } = series(seed, kind);
        const faults = faultsIn(labels.slice(READINGS));
        const intervals = await detector.intervals(half(values, 1), { times: timesOf(1) });
        const of = found[kind]!;
        of.faults += faults.length;
        of.intervals += intervals.length;
        for (const { start, end } of intervals) {
          const inside = faults.filter(([first, last]) => last >= start && first <= end);
          if (inside.length === 0) continue;
          const [first, last] = [inside[0]![0], inside.at(-1)![1]];
          of.hit += inside.length;
          of.start.push(Math.abs(start - first));
          of.end.push(Math.abs(end - last));
          of.overlaps.push(overlap([start, end], [first, last]));
        }
      }
      await detector.dispose();
    }
    const sorted = Float64Array.from(rates).sort();
    report(
      `Rate of alarms, 1 a week wanted, in ${SERIES} series of ${DAYS} days without faults: ${mean(rates).toFixed(2)} a week on average, from ${sorted[0]!.toFixed(2)} to ${sorted.at(-1)!.toFixed(2)}, median ${quantile(sorted, 0.5).toFixed(2)}`,
    );
    for (const [kind, { start, end, overlaps, faults, hit, intervals }] of Object.entries(found)) {
      report(
        `Intervals, ${kind}: ${hit} of ${faults} faults are in ${overlaps.length} of ${intervals} intervals; they begin ${median(start)} and end ${median(end)} readings away (medians), overlap ${median(overlaps).toFixed(2)}`,
      );
      expect(overlaps.length, kind).toBeGreaterThan(0);
    }
    expect(mean(rates)).toBeLessThanOrEqual(1.5);
    for (const kind of ["flat", "spike"]) {
      expect(median(found[kind]!.start), kind).toBeLessThanOrEqual(2);
      expect(median(found[kind]!.end), kind).toBeLessThanOrEqual(2);
    }
    expect(median(found.flat!.overlaps)).toBeGreaterThan(0.8);
    expect(mean(Object.values(found).map(({ overlaps }) => median(overlaps)))).toBeGreaterThan(0.65);
  },
  timeout,
);
