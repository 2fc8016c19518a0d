import { describe, expect, it } from "vitest";
import { OptionError } from "../core/errors.ts";
import { random } from "../core/random.ts";
import { alarmCounts, alarmRate, countIntervals, thresholdForAlarms } from "./alarms.ts";

describe("alarmRate", () => {
  it("reads rates in a time and in a number of readings", () => {
    expect(alarmRate("1/week")).toEqual({ alarms: 1, in: 604_800_000, unit: "ms" });
    expect(alarmRate(" 0.5 / day ")).toEqual({ alarms: 0.5, in: 86_400_000, unit: "ms" });
    expect(alarmRate("2/1000 readings")).toEqual({ alarms: 2, in: 1000, unit: "readings" });
    expect(alarmRate("1/1 reading")).toEqual({ alarms: 1, in: 1, unit: "readings" });
  });

  it.each(["", "1", "week", "0/week", "1/0 readings", "-1/week", "1/fortnight", "1/weeks", "1/1.5 readings", "1/week."])(
    "refuses %j with an example",
    (text) => {
      expect(() => alarmRate(text)).toThrow(OptionError);
      expect(() => alarmRate(text)).toThrow('such as "1/week" or "2/day"');
    },
  );
});

it("readings with fewer than gap readings between them are in one interval, and missing scores don't count", () => {
  const scores = Float32Array.of(5, 0, 0, 5, 0, 0, 0, 5, Number.NaN, 5);
  expect([1, 2, 3, 4].map((gap) => countIntervals([scores], 1, gap))).toEqual([4, 3, 2, 1]);
  expect(countIntervals([scores, scores], 1, 4)).toBe(2);
  expect(countIntervals([scores], 5, 4)).toBe(0);
});

/** Scores of a series without faults, in which neighbours are alike. */
function usualScores(length: number, seed: number): Float32Array {
  const { normal } = random(seed, 0);
  let level = 0;
  return Float32Array.from({ length }, () => {
    level = 0.9 * level + normal();
    return level;
  });
}

describe("thresholdForAlarms", () => {
  const series = [usualScores(20_000, 1), usualScores(10_000, 2)];
  const counts = alarmCounts(series, 20);

  it("gives at most the wanted number of alarms, and a lower threshold among those that were tried would give more", () => {
    for (const alarms of [1, 3, 10, 40]) {
      const { threshold, doubt } = thresholdForAlarms(counts, { alarms, in: 30_000, unit: "readings" }, undefined);
      expect(doubt).toBeUndefined();
      expect(countIntervals(series, threshold, 20)).toBeLessThanOrEqual(alarms);
      const lower = counts.thresholds[counts.thresholds.indexOf(threshold) - 1]!;
      expect(countIntervals(series, lower, 20)).toBeGreaterThan(alarms);
    }
  });

  it("counts a time in readings by the time between two of them", () => {
    const inReadings = thresholdForAlarms(counts, alarmRate("2/1008 readings"), undefined);
    const inTime = thresholdForAlarms(counts, alarmRate("2/week"), 600_000);
    expect(inTime).toEqual(inReadings);
  });

  it("isn't lower than the threshold with the most alarms, and tells that there will be fewer", () => {
    const { threshold, doubt } = thresholdForAlarms(counts, alarmRate("1/2 readings"), undefined);
    const most = Math.max(...counts.counts);
    expect(countIntervals(series, threshold, 20)).toBe(most);
    expect(doubt).toBe(
      `The rate of alarms would be 15000 alarms in the series that the detector was trained on, but no threshold gives more than ${most} there. The threshold is the one with ${most}.`,
    );
    const flagged = series.flatMap((scores) => [...scores]).filter((score) => score > threshold).length;
    expect(flagged / 30_000).toBeLessThan(0.2);
  });

  it("is the highest score if the series is too short for the rate, and says so", () => {
    const { threshold, doubt } = thresholdForAlarms(counts, alarmRate("1/100000 readings"), undefined);
    expect(countIntervals(series, threshold, 20)).toBe(0);
    expect(doubt).toContain("would be 0.30 alarms in the series that the detector was trained on");
  });

  it("refuses a rate in a time if the time between readings isn't known", () => {
    expect(() => thresholdForAlarms(counts, alarmRate("1/week"), undefined)).toThrow("Train the detector with a column of times");
  });
});
