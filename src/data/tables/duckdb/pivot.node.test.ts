import { describe, expect, it } from "vitest";
import { openTable } from "../open.node.ts";
import type { WindowRecipe } from "../schema/columns.ts";
import { ROW } from "./relation.node.ts";
import type { TableSourceOptions } from "./source.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const recipe: WindowRecipe = { window: 2, step: 1, orderBy: "t", pivot: "sensor" };

/** Returns the names of a pivoted table's columns, its rows, and its notes. */
async function pivoted(lines: readonly string[], options: Partial<WindowRecipe> = {}, others: TableSourceOptions = {}) {
  const path = await table.write("long.csv", lines.join("\n"));
  const source = await table.open(path, { windows: { ...recipe, ...options }, ...others });
  const rows = await source.database.rows(`SELECT * EXCLUDE (${ROW}) FROM ${source.relation} ORDER BY ${ROW}`);
  expect(source.rowCount).toBe(rows.length);
  return { names: source.columns.map(({ name }) => name), rows: rows.map((row) => Object.values(row)), notes: source.notes };
}

const long = ["t,sensor,x,y", "2,a,20,7", "1,b,11,8", "1,a,10,9", "3,b,31,6"];

describe("a pivot", () => {
  it("has a row for each time, and a column for each sensor and column of numbers", async () => {
    const { names, rows } = await pivoted(long);
    expect(names).toEqual(["t", "a x", "a y", "b x", "b y"]);
    expect(rows).toEqual([
      [1, 10, 9, 11, 8],
      [2, 20, 7, null, null],
      [3, null, null, 31, 6],
    ]);
  });

  it("names columns by the sensors alone if there is one column of numbers", async () => {
    expect((await pivoted(long, {}, { exclude: ["y"] })).names).toEqual(["t", "a", "b"]);
    expect((await pivoted(["t,sensor,x", "1,7,0", "1,12,5"])).names).toEqual(["t", "7", "12"]);
  });

  it("takes any names of sensors", async () => {
    const names = [`a"b`, "c'd", " e; f ", "größe", "__proto__", "select", "COLUMNS(*)"];
    const lines = [0, 1].flatMap((t) => names.map((name, i) => `${t},"${name.replaceAll('"', '""')}",${10 * i + t}`));
    const found = await pivoted(["t,sensor,x", ...lines]);
    expect(found.names).toEqual(["t", ...names.map((name) => name.trim())]);
    expect(found.rows[1]).toEqual([1, ...names.map((_, i) => 10 * i + 1)]);
  });

  it("leaves out row numbers", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i + 1},${i >> 1},${i % 2 ? "a" : "b"},${(i * 7) % 5}`);
    expect((await pivoted(["id,t,sensor,x", ...rows])).names).toEqual(["t", "b", "a"]);
  });

  it("takes the mean of readings of the same sensor and time, and leaves out rows without a sensor, with a note", async () => {
    const { rows, notes } = await pivoted(["t,sensor,x", "1,a,10", "1,a,20", "1,b,", "2,,5", "2,b,6"]);
    expect(rows).toEqual([
      [1, 15, null],
      [2, null, 6],
    ]);
    expect(notes).toEqual(['long.csv: 1 row without a value of "sensor" is left out']);
  });

  it("keeps the groups apart", async () => {
    const rows = ["t,site,sensor,x", "1,s,a,1", "1,r,a,2", "1,s,b,3", "2,r,b,4"];
    expect((await pivoted(rows, { groupBy: ["site"] })).rows).toEqual([
      [1, "s", 1, 3],
      [1, "r", 2, null],
      [2, "r", null, 4],
    ]);
  });

  it("puts sensors with slightly different times on the usual step", async () => {
    const minutes = Array.from({ length: 60 }, (_, i) => i);
    const at = (i: number, second: number) => new Date(Date.UTC(2024, 2, 1, 0, i, second)).toISOString();
    const lines = minutes.flatMap((i) => [`${at(i, 57 + ((i * 7) % 5))},a,${i}`, `${at(i, 55 + ((i * 3) % 7))},b,${-i}`]);
    const { rows, notes } = await pivoted(["t,sensor,x", ...lines]);
    expect(rows.map((row) => row.slice(1))).toEqual(minutes.map((i) => [i, i === 0 ? 0 : -i]));
    expect(notes).toEqual(["long.csv: readings have different times, so each row has the readings of a minute"]);
    // A row has the earliest of its times.
    expect(String(rows[0]![0])).toContain("2024-03-01 00:00:55");
  });

  it.each([
    ["no order", { orderBy: undefined }, long, "needs the column that orders the rows: set --order-by"],
    ["an unknown column", { pivot: "senser" }, long, 'no column "senser". Did you mean "sensor"?'],
    ["a column with two uses", { groupBy: ["sensor"] }, long, '"sensor" can\'t be used by --pivot together'],
    ["sensors without names", {}, ["t,sensor,x", "1,,1", "2,,2"], 'no row has a value of "sensor"'],
    ["no numbers", {}, ["t,sensor,x", "1,a,p", "2,b,q"], "no column of numbers for the values"],
    ["names that differ in case", {}, ["t,sensor,x", "1,a,1", "2,A,2"], 'columns "a" and "A", which differ only in case'],
    ["the name of another column", {}, ["t,sensor,x", "1,a,1", "2,t,2"], 'two columns "t" and "t"'],
    ["too many sensors", {}, ["t,sensor,x", ...Array.from({ length: 2100 }, (_, i) => `1,s${i},2`)], "more than 2000 columns"],
  ])("refuses %s", async (_name, options, lines, message) => {
    await expect(pivoted(lines, options as Partial<WindowRecipe>)).rejects.toThrow(message);
  });
});

describe("a pivot for a model", () => {
  const hours = Array.from({ length: 30 }, (_, i) => i);
  const write = (name: string, sensors: readonly string[], more = "") =>
    table.write(
      name,
      [
        `t,sensor,x${more && ",id"}`,
        ...hours.flatMap((i) => sensors.map((one, s) => `${i},${one},${((i * 7 + s) % 11) + 0.5}${more && `,${i * 9 + s}`}`)),
      ].join("\n"),
    );

  it("has the same columns: a missing sensor has no values, and an unknown one is left out, with a line for each", async () => {
    const { table: learned, examples } = await openTable(await write("train.csv", ["a", "b"]), { windows: recipe });
    expect(examples.shape).toEqual([29, 2, 2]);
    expect(learned).toMatchObject({
      columns: [{ name: "a" }, { name: "b" }],
      keys: ["t"],
      windows: { ...recipe, values: ["x"] },
    });
    const said: string[] = [];
    const now = await openTable(await write("new.csv", ["c", "a"], "and a column of numbers"), {
      preprocessing: learned,
      warn: (line) => said.push(line),
    });
    expect(now.examples.shape).toEqual([29, 2, 2]);
    const [first, second] = now.examples.data;
    expect(first).not.toBeNaN();
    expect(second).toBeNaN();
    expect(said).toEqual([
      'new.csv: "c" of "sensor" is not in the training data and is left out',
      'new.csv: no row has values for "b", so all of them are missing',
    ]);
  });

  it("has the highest label of each row", async () => {
    const file = (name: string) =>
      table.write(
        name,
        [
          "t,sensor,x,broken",
          ...hours.flatMap((i) => ["a", "b"].map((one) => `${i},${one},${(i * 7) % 11},${i === 3 && one === "b" ? 1 : 0}`)),
        ].join("\n"),
      );
    const { table: learned } = await openTable(await file("train.csv"), { windows: recipe, label: "broken" });
    expect(learned).toMatchObject({ columns: [{ name: "a" }, { name: "b" }], label: "broken" });
    const source = await table.open(await file("new.csv"), {
      preprocessing: learned!,
    });
    const rows = await source.database.rows(`SELECT broken FROM ${source.relation} ORDER BY t`);
    expect(rows.flatMap(({ broken }, i) => (broken === 1 ? [i] : []))).toEqual([3]);
  });

  it("leaves out excluded columns, and saves their names", async () => {
    const { table: learned } = await openTable(await write("train.csv", ["a", "b"], "id"), { windows: recipe, exclude: ["id"] });
    expect(learned!.columns.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(learned!.leftOut).toEqual([{ name: "id", why: "as told" }]);
  });
});
