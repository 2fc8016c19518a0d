import { writeFileSync } from "node:fs";
import { expect, describe as group, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { garments } from "../data/built-in/garments.ts";
import { describe as describeData } from "./describe.node.ts";
import { describe, type TableDescription } from "./describe.ts";

const folder = temporaryFolder();

it("examples have the shape, the range and the classes that a count by hand gives", async () => {
  const dataset = garments({ count: 50 });
  const described = describe(dataset);
  const numbers = Array.from(dataset.examples.data);
  expect(described).toMatchObject({ shape: [50, 28, 28], dtype: "uint8", low: Math.min(...numbers), high: Math.max(...numbers) });
  expect(described.mean).toBeCloseTo(numbers.reduce((sum, x) => sum + x, 0) / numbers.length, 10);
  const labels = Array.from(dataset.labels!.data);
  expect(described.classes).toEqual(
    [...new Set(labels)]
      .sort((a, b) => a - b)
      .map((label) => ({ name: dataset.classes![label], count: labels.filter((other) => other === label).length })),
  );
});

it("a table has the kinds of its columns, and its features", async () => {
  const path = folder.path("people.csv");
  const lines = Array.from(
    { length: 90 },
    (_, i) => `${(i * 37) % 61},${["Oslo", "Bern", "Rome"][i % 3]},same,${i % 2 ? "a" : "b"}`,
  );
  writeFileSync(path, `age,city,constant,kind\n${lines.join("\n")}\n`);
  const described = (await describeData(path, { table: { label: "kind" } })) as TableDescription;
  expect(described).toMatchObject({ name: "people.csv", rows: 90, label: "kind" });
  expect(described.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["age", "number"],
    ["city", "category"],
  ]);
  // One feature for the age, three for the cities and one for other cities.
  expect(described.features).toBe(1 + 3 + 1);
  expect(described.leftOut.map(({ name }) => name)).toEqual(["constant"]);
  await expect(describeData(path, { table: { label: "kin" } })).rejects.toThrow('Did you mean "kind"?');
  expect(await describeData("garments", { part: "train" })).toMatchObject({ name: "garments", dtype: "uint8" });
});

it("texts among the numbers of a table are counted and reported in one line", async () => {
  const path = folder.path("strays.csv");
  writeFileSync(
    path,
    `age,city\n${Array.from({ length: 90 }, (_, i) => `${i % 30 === 4 ? "4o" : i % 37},a${i % 7}\n`).join("")}`,
  );
  const { strays, warnings, columns } = (await describeData(path)) as TableDescription;
  expect(strays).toEqual([{ column: "age", kind: "number", count: 3, present: 90, value: "4o", row: 5 }]);
  expect(warnings).toEqual([
    'column "age": 3 of 90 values aren\'t numbers; the first is "4o" in row 5. Each counts as missing; codings check strays.csv lists them all',
  ]);
  expect(columns[0]).toMatchObject({ kind: "number", missing: expect.closeTo(1 / 30) });
});

it("a table has examples of how its values are read, histograms and correlations", async () => {
  const path = folder.path("own.csv");
  const amount = (i: number) => (i === 41 ? "(12.30)" : `"${1 + (i % 9)},${100 + ((i * 37) % 900)}.50"`);
  const lines = Array.from(
    { length: 90 },
    (_, i) => `${amount(i)},0${1 + (i % 9)}/${13 + (i % 9)}/2024,${i % 7},${3 * (i % 7) + 1}`,
  );
  writeFileSync(path, `amount,day,count,triple\n${lines.join("\n")}\n`);
  const { readings, figures } = (await describeData(path)) as TableDescription;
  expect(readings).toEqual([
    { name: "amount", text: "(12.30)", value: "-12.3" },
    { name: "day", text: "01/13/2024", value: "2024-01-13" },
  ]);
  expect(figures.rows).toBe(90);
  expect(figures.histograms.map(({ name }) => name)).toEqual(["amount", "count", "triple"]);
  // A few whole numbers have a bin each.
  expect(figures.histograms[1]).toMatchObject({
    edges: [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
    counts: [13, 13, 13, 13, 13, 13, 12],
  });
  expect(figures.histograms[0]!.counts.reduce((sum, n) => sum + n, 0)).toBe(90);
  expect(figures.correlations.columns).toEqual(["amount", "count", "triple"]);
  expect(figures.correlations.values[2]![1]).toBeCloseTo(1, 12);
});

group("the series of a table", () => {
  const hour = (i: number) => new Date(Date.UTC(2024, 2, 1, i)).toISOString().slice(0, 16);
  const wave = (i: number) => (10 + 5 * Math.sin((2 * Math.PI * i) / 24) + ((i * i * 7919) % 101) / 101).toFixed(2);
  /** Writes a reading of two sensors for each hour, without some hours. The last reading of each sensor comes first. */
  const write = (name: string, without: (i: number) => boolean, time = (i: number): string | number => hour(i)) => {
    const hours = [239, ...Array.from({ length: 239 }, (_, i) => i)].filter((i) => !without(i));
    const lines = hours.flatMap((i) => ["a", "b"].map((sensor) => `${time(i)},${sensor},${wave(i)}`));
    writeFileSync(folder.path(name), `t,sensor,x\n${lines.join("\n")}\n`);
    return folder.path(name);
  };

  it("have their times, gaps, order in the file and periods", async () => {
    const path = write("series.csv", (i) => i >= 100 && i < 110);
    const { series } = (await describeData(path, { orderBy: "t", groupBy: ["sensor"] })) as TableDescription;
    expect(series).toMatchObject({ orderBy: "t", isTime: true, count: 2, columns: 1 });
    expect(series!.series).toHaveLength(2);
    expect(series!.series[1]).toMatchObject({
      group: { sensor: "b" },
      readings: 230,
      first: Date.UTC(2024, 2, 1),
      step: 3_600_000,
      gaps: { count: 1, longest: 11 * 3_600_000, at: Date.UTC(2024, 2, 1, 99) },
      unordered: 229,
      columns: [{ name: "x", periods: [{ readings: 24, words: "a day" }] }],
    });
  });

  it("have times in words for seconds since 1970, and numbers for other numbers", async () => {
    const asked = { orderBy: "t", groupBy: ["sensor"] };
    const seconds = write(
      "seconds.csv",
      () => false,
      (i) => 1_700_000_000 + 3600 * i,
    );
    const plain = write(
      "plain.csv",
      () => false,
      (i) => 10 * i,
    );
    expect(((await describeData(seconds, asked)) as TableDescription).series!.series[0]!.columns[0]!.periods[0]!.words).toBe(
      "a day",
    );
    expect(((await describeData(plain, asked)) as TableDescription).series).toMatchObject({
      isTime: false,
      series: [{ last: 2390, step: 10, columns: [{ periods: [{ words: "24 readings" }] }] }, {}],
    });
  });

  it("are those of the only column of times, unless rows don't have its order", async () => {
    const lines = (order: readonly number[]) => order.map((i) => `${hour(i)},${wave(i)}`).join("\n");
    const rows = Array.from({ length: 100 }, (_, i) => i);
    const path = folder.path("only.csv");
    writeFileSync(path, `t,x\n${lines(rows)}\n`);
    expect(((await describeData(path)) as TableDescription).series).toMatchObject({ orderBy: "t", count: 1 });
    writeFileSync(path, `t,x\n${lines(rows.map((i) => (i * 37) % 100))}\n`);
    expect(((await describeData(path)) as TableDescription).series).toBeUndefined();
    // Rows of two series have equal times.
    expect(((await describeData(write("two.csv", () => false))) as TableDescription).series).toBeUndefined();
  });

  it("say what is wrong with too few readings and equal times, and an unknown column is refused", async () => {
    const path = folder.path("few.csv");
    writeFileSync(path, `t,sensor,x\n${["1,a,1", "2,a,2", "5,b,3", "5,b,4", "5,b,5"].join("\n")}\n`);
    const { series } = (await describeData(path, { orderBy: "t", groupBy: ["sensor"] })) as TableDescription;
    expect(series!.series.map(({ problem, columns }) => [problem, columns])).toEqual([
      ["has fewer than 3 readings", []],
      ["has only readings of the same time", []],
    ]);
    await expect(describeData(path, { orderBy: "time" })).rejects.toThrow('no column "time"');
  });

  it("are one for all sensors of a long table with a pivot, whose columns are the sensors", async () => {
    const asked = { orderBy: "t", pivot: "sensor" };
    const { rows, columns, series } = (await describeData(
      write("long.csv", (i) => i === 5),
      asked,
    )) as TableDescription;
    expect(rows).toBe(239);
    expect(columns.slice(-2).map(({ name }) => name)).toEqual(["a", "b"]);
    expect(series).toMatchObject({ count: 1, columns: 2, series: [{ readings: 239, gaps: { count: 1 } }] });
    await expect(describeData(folder.path("long.csv"), { pivot: "sensor" })).rejects.toThrow("set --order-by");
  });

  it("are of local times around daylight saving, with a gap in spring, a doubled hour in autumn, and a line", async () => {
    const local = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "short" });
    const path = folder.path("local.csv");
    const lines = Array.from({ length: 300 * 24 }, (_, i) => `${local.format(Date.UTC(2024, 1, 1, i))},${wave(i)}`);
    writeFileSync(path, `t,x\n${lines.join("\n")}\n`);
    const { series, warnings } = (await describeData(path)) as TableDescription;
    expect(series!.series).toMatchObject([
      {
        step: 3_600_000,
        gaps: { count: 1, longest: 7_200_000, at: Date.UTC(2024, 2, 31, 1) },
        doubled: 1,
        unordered: 0,
        columns: [{ periods: [{ words: "a day" }] }],
      },
    ]);
    expect(warnings).toContainEqual(expect.stringContaining("1 of 7200 rows have the same"));
    expect(warnings).toContainEqual(expect.stringContaining("nights when clocks are set back"));
  });

  it("of equal times are described, with advice; and options of series are refused for other data", async () => {
    const { series, warnings } = (await describeData(
      write("mixed.csv", () => false),
      { orderBy: "t" },
    )) as TableDescription;
    expect(series!.series).toMatchObject([{ readings: 480, doubled: 240 }]);
    expect(warnings).toContainEqual(expect.stringContaining("set --group-by to the column that identifies the series"));
    await expect(describeData("garments", { orderBy: "t" })).rejects.toThrow("orderBy is for tables, but garments isn't one");
  });
});
