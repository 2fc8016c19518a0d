import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../../src/core/columns.ts";
import { random } from "../../src/core/random.ts";
import { type MapData, unpack } from "../../src/explorer/rows.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";

const codings = (...args: string[]) => runCodings(folder, args);
const map = (...args: string[]) => codings("map", "model", "people.csv", "--method", "pca", ...args);
const text = (file: string) => readFileSync(join(folder, file), "utf8");

const CITIES = ["Bern", "Lima", "Oslo"];
const source = random(8);
const people = Array.from({ length: 120 }, (_, i) => ({
  id: `P${i}`,
  age: Math.round(40 + 12 * source.normal()),
  income: i === 3 ? "" : (20_000 * Math.exp(0.4 * source.normal())).toFixed(2),
  city: CITIES[i % 3]!,
  when: `2024-${String(1 + (i % 12)).padStart(2, "0")}-05 ${String(8 + (i % 9)).padStart(2, "0")}:30:00`,
  group: i % 2 ? "new" : "old",
}));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-map-table-"));
  const lines = people.map((person) => Object.values(person).join(","));
  writeFileSync(join(folder, "people.csv"), [Object.keys(people[0]!).join(","), ...lines].join("\n"));
  const { status, stderr } = await codings(
    "train",
    "people.csv",
    "--label",
    "group",
    "--keys",
    "id",
    "--epochs",
    "5",
    "--out",
    "model",
  );
  expect(stderr).not.toMatch(/unexpected/);
  expect(status).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("codings map of a table", () => {
  it("writes a page with the label, the columns used for training, keys, and actual and reconstructed values", async () => {
    expect((await map("-o", "map.html")).status).toBe(0);
    const [, json] = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(text("map.html"))!;
    const { columns, keys } = unpack(JSON.parse(json!) as MapData);
    expect(columns.map(({ name }) => name)).toEqual(["group", "age", "income", "city", "when"]);
    expect(keys).toEqual([{ name: "id", values: people.map(({ id }) => id) }]);
    const [group, age, income, city, when] = columns;
    people.forEach((person, row) => {
      expect(textOf(group!, row)).toBe(person.group);
      expect(Number(textOf(age!, row))).toBe(person.age);
      expect(textOf(city!, row)).toBe(person.city);
      expect(textOf(when!, row)).toBe(person.when.replace(/:00$/, ""));
      expect(textOf(income!, row)).toBe(person.income === "" ? "" : String(Number(person.income)));
      expect(Number.isInteger(Number(textOf(age!.reconstructed!, row)))).toBe(true);
    });
    expect(group!.reconstructed).toBeUndefined();
    // A third of the cities of random rows would be right: 40, give or take 5.
    const right = people.filter((person, row) => textOf(city!.reconstructed!, row) === person.city);
    expect(right.length).toBeGreaterThan(60);
  });

  it("draws the first of the given columns, with a colour bar of numbers or dates", async () => {
    expect((await map("--colour", "income,city", "-o", "income.svg")).status).toBe(0);
    expect(text("income.svg")).toContain("coloured by income");
    expect(text("income.svg").match(/class="shade"/g)).toHaveLength(32);
    expect(text("income.svg")).toContain("(missing)");
    expect((await map("--color", "income", "-o", "color.svg")).status).toBe(0);
    expect(text("color.svg")).toBe(text("income.svg"));
    expect((await map("--colour", "when", "-o", "when.svg")).status).toBe(0);
    expect(text("when.svg")).toContain("2024-12-05");
    expect((await map("-o", "label.svg")).status).toBe(0);
    expect(text("label.svg")).toMatch(/>old<[\s\S]*>/);
  });

  it("writes keys, positions and the given columns, unchanged", async () => {
    expect((await map("--colour", "income,when", "-o", "map.csv")).status).toBe(0);
    const [header, ...lines] = text("map.csv").trimEnd().split("\n");
    expect(header).toBe("row,id,x,y,income,when");
    expect(lines).toHaveLength(120);
    expect(lines[3]).toMatch(/^4,P3,-?[\d.e-]+,-?[\d.e-]+,,2024-04-05 11:30$/);
    expect((await map("--colour", "age,id", "-o", "map.parquet")).status).toBe(0);
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, "map.parquet"));
    const rows = await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
    expect(rows.map(({ age, id }) => ({ age, id }))).toEqual(people.map(({ age, id }) => ({ age, id })));
    expect((await map("-o", "usual.csv", "--count", "20")).status).toBe(0);
    expect(text("usual.csv").split("\n")[0]).toBe("row,id,x,y,group");
  });

  it("doesn't colour all values of an identifier, and prints a note", async () => {
    const { status, stderr } = await map("--colour", "id", "-o", "id.svg");
    expect(status).toBe(0);
    expect(stderr).toContain('The column "id" has 120 different values. The map shows the 19 most frequent ones');
  });

  it("suggests the nearest name for a column that doesn't exist, in one line", async () => {
    const { status, stderr } = await map("--colour", "city,incom", "-o", "x.svg");
    expect(stderr.trim()).toBe('codings: --colour: people.csv has no column "incom". Did you mean "income"?');
    expect(status).toBe(2);
  });
});
