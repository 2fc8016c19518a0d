import { expect, it } from "vitest";
import { seriesLines } from "./series-lines.ts";

const HOUR = 3_600_000;
const start = Date.UTC(2024, 2, 1);
const one = {
  group: { sensor: "a" },
  readings: 2000,
  first: start,
  last: start + 2100 * HOUR,
  step: HOUR,
  regular: true,
  gaps: { count: 2, longest: 90 * HOUR, at: start + 5 * HOUR },
  doubled: 3,
  unordered: 4,
  uneven: 0.02,
  columns: [
    {
      name: "temperature",
      periods: [
        { readings: 24, strength: 0.8, words: "a day" },
        { readings: 168, strength: 0.3, words: "a week" },
      ],
      drift: -3.21,
      stuck: { count: 1, longest: 30, at: start, value: 20.1 },
    },
    { name: "load", periods: [] },
  ],
};

it("series are described in lines of up to 100 characters", () => {
  const lines = seriesLines({ orderBy: "time", isTime: true, count: 25, columns: 2, series: [one] });
  expect(lines).toEqual(
    [
      "  in the order of time, 25 series:",
      "    sensor a: 2,000 readings from 2024-03-01 to 2024-05-27 12:00, every hour",
      "      2 % of the steps differ from that; 2 gaps, the longest of 3.75 days after 2024-03-01 05:00",
      "      3 with the time of another; 4 out of order in the file",
      "      temperature: repeats after a day (80 %) and a week (30 %); its level fell by 3.21",
      "        stuck once, the longest for 30 readings at 20.1 from 2024-03-01",
      "      load: no period",
      "    … and 24 more series",
    ].map((line) => line.replaceAll(" %", "\u00a0%")),
  );
});

it("series in the order of numbers have numbers, and a series without readings says so", () => {
  const plain = { ...one, group: {}, first: 1, last: 4000, step: 2, gaps: { count: 0, longest: 0 }, doubled: 0, unordered: 0 };
  const lines = seriesLines({ orderBy: "n", isTime: false, count: 1, columns: 2, series: [{ ...plain, uneven: 0 }] });
  expect(lines.slice(0, 2)).toEqual(["  in the order of n:", "    2,000 readings from 1 to 4000, every 2; no gaps"]);
  const problem = "has fewer than 3 readings";
  expect(
    seriesLines({ orderBy: "n", isTime: false, count: 1, columns: 2, series: [{ ...plain, readings: 1, problem, columns: [] }] }),
  ).toEqual(["  in the order of n:", "    1 reading from 1 to 4000; it has fewer than 3 readings"]);
});
