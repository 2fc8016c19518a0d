import { expect, it } from "vitest";
import { seriesReadings } from "./series-readings.ts";

const table = {
  name: "sensors.csv",
  columns: [
    { name: "time", type: "TIMESTAMP", values: ["2024-01-01 02:00:00", "2024-01-01 00:00:00", "2024-01-01 01:00:00.5"] },
    { name: "zone", type: "TIMESTAMP WITH TIME ZONE", values: ["2024-01-01 02:00:00+00", null, "2024-01-01 01:00:00+00"] },
    { name: "level", type: "DOUBLE", values: [3, 1, null] },
    { name: "place", type: "VARCHAR", values: ["a", "a", "a"] },
    { name: "count", type: "BIGINT", values: [30, 10, 20] },
  ],
};

it("the readings of a table are its columns of numbers, in the order of their times", () => {
  const { rows, times, order, channels } = seriesReadings(table, "time");
  expect(channels).toEqual(["level", "count"]);
  expect([...order]).toEqual([1, 2, 0]);
  expect([...rows.data]).toEqual([1, 10, Number.NaN, 20, 3, 30]);
  expect([...times!].map((time) => new Date(time).toISOString())).toEqual([
    "2024-01-01T00:00:00.000Z",
    "2024-01-01T01:00:00.500Z",
    "2024-01-01T02:00:00.000Z",
  ]);
  expect([...seriesReadings(table).order]).toEqual([0, 1, 2]);
});

it("a column of times that can't order the rows is refused by name", () => {
  expect(() => seriesReadings(table, "place")).toThrow('no column of times called "place". It has time, zone.');
  expect(() => seriesReadings(table, "zone")).toThrow("the time in row 2 of zone is missing");
  expect(() => seriesReadings({ ...table, columns: table.columns.slice(0, 1) })).toThrow("has no column of numbers");
});
