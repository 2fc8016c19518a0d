import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { openDatabase } from "../data/tables/duckdb/database.node.ts";
import { intervalsOfSensors } from "./intervals.fixture.ts";
import { writeIntervalTable } from "./intervals.node.ts";
import { foundIntervals } from "./intervals.ts";

const folder = sharedFolder();
const strange = [
  { row: 40, score: 5, temperature: 31.29, isShut: true },
  { row: 42, score: 6, temperature: 29 },
  { row: 61, score: 9, temperature: 12 },
];

it("rows have the values of the table: times, series, found and expected values and other causes", () => {
  expect(intervalsOfSensors(strange).rows).toEqual([
    {
      series: { sensor: "cellar & co" },
      start: "2024-03-02T06:00",
      end: "2024-03-02T06:00",
      peak: "2024-03-02T06:00",
      readings: 1,
      score: 9,
      cause: "temperature <°C>",
      found: 12,
      expected: 20.1,
      others: "",
    },
    {
      series: { sensor: "attic" },
      start: "2024-03-01T20:00",
      end: "2024-03-01T21:00",
      peak: "2024-03-01T21:00",
      readings: 2,
      score: 6,
      cause: "temperature <°C>",
      found: 31.29,
      expected: 20.1,
      others: "",
    },
  ]);
});

it("a category has its value, and several features of a column are one cause", () => {
  const { rows } = intervalsOfSensors([{ row: 40, score: 5, temperature: 23, isShut: true }]);
  expect(rows).toMatchObject([{ cause: "temperature <°C>", others: "valve: shut instead of open (40 %)" }]);
  const valve = intervalsOfSensors([{ row: 40, score: 5, isShut: true }]);
  expect(valve.rows).toMatchObject([{ cause: "valve", found: "shut", expected: "open", others: "" }]);
});

it("a table has a row for each interval, the highest score first", async () => {
  const file = folder.path("intervals.csv");
  await writeIntervalTable(file, intervalsOfSensors(strange));
  expect(readFileSync(file, "utf8").trim().split("\n")).toEqual([
    "sensor,start,end,peak,readings,score,cause,found,expected,others",
    "cellar & co,2024-03-02T06:00,2024-03-02T06:00,2024-03-02T06:00,1,9,temperature <°C>,12,20.1,",
    "attic,2024-03-01T20:00,2024-03-01T21:00,2024-03-01T21:00,2,6,temperature <°C>,31.29,20.1,",
  ]);
});

it("JSON has numbers and texts as they are, and null for a missing value", async () => {
  const file = folder.path("intervals.json");
  await writeIntervalTable(file, intervalsOfSensors([{ row: 40, score: 5, temperature: Number.NaN }]));
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([
    {
      sensor: "attic",
      start: "2024-03-01T20:00",
      end: "2024-03-01T20:00",
      peak: "2024-03-01T20:00",
      readings: 1,
      score: 5,
      cause: "temperature <°C>",
      found: null,
      expected: 20.1,
      others: null,
    },
  ]);
});

it("if a category is a cause, found and expected values are texts", async () => {
  const file = folder.path("intervals.jsonl");
  await writeIntervalTable(
    file,
    intervalsOfSensors([
      { row: 40, score: 5, isShut: true },
      { row: 61, score: 9, temperature: 12 },
    ]),
  );
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).found)).toEqual(["12", "shut"]);
});

it("Parquet has the given types of the columns that identify and order the rows", async () => {
  const file = folder.path("intervals.parquet");
  const keyTypes = [
    { name: "sensor", type: "text" },
    { name: "time", type: "text", own: "TIMESTAMP" },
  ] as const;
  await writeIntervalTable(file, { ...intervalsOfSensors(strange), keyTypes });
  const database = await openDatabase();
  const types = await database.rows(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE FROM '${file}')`);
  database.close();
  expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toMatchObject({
    sensor: "VARCHAR",
    start: "TIMESTAMP",
    peak: "TIMESTAMP",
    readings: "INTEGER",
    score: "FLOAT",
    found: "FLOAT",
  });
});

it("without intervals there are only the names of the columns", async () => {
  const file = folder.path("none.csv");
  await writeIntervalTable(file, intervalsOfSensors([]));
  expect(readFileSync(file, "utf8").trim()).toBe("sensor,start,end,peak,readings,score,cause,found,expected,others");
});

it("without a table, places are row numbers and causes are numbered channels", async () => {
  const data = Float32Array.from({ length: 30 }, (_, i) => (i === 12 ? 7 : 0));
  const one = (values: Float32Array) => ndarray("float32", [30, 1], values);
  const found = foundIntervals(
    { around: 2, band: Float32Array.of(1) },
    { rows: one(data), parts: [] },
    {
      scores: data,
      live: data,
      units: [{ window: 3, values: data }],
      parts: [Int32Array.from(data.keys())],
      errors: one(data),
      expected: one(new Float32Array(30)),
    },
    { threshold: 2 },
  );
  const file = folder.path("rows.csv");
  await writeIntervalTable(file, found);
  expect(readFileSync(file, "utf8").trim().split("\n")).toEqual([
    "start,end,peak,readings,score,cause,found,expected,others",
    "13,13,13,1,7,channel 0,7,0,",
  ]);
});

it("another extension is refused with those that are possible", async () => {
  await expect(writeIntervalTable("intervals.xlsx", intervalsOfSensors([]))).rejects.toThrow(
    "intervals.xlsx: intervals are written as .csv, .tsv, .json, .jsonl or .parquet.",
  );
});
