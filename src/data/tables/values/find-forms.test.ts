import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { readCsv } from "../../readers/csv.ts";
import { csv } from "../csv.fixture.ts";
import { openTableSource } from "../duckdb/source.node.ts";
import { type MemoryTableOptions, tableDataset } from "../memory/dataset.ts";
import { openTable } from "../open.node.ts";
import { roleOf } from "../schema/column-types.ts";
import { describeTable } from "../schema/describe.ts";
import { TIME_COLUMNS } from "./times.fixture.ts";

const folder = temporaryFolder();
const two = (n: number) => String(n).padStart(2, "0");

const open = async (text: string, options: MemoryTableOptions = {}) =>
  (await tableDataset(await readCsv(text, "t.csv"), options)).dataset;

/** Returns how a column is learned next to another one. */
async function learned(value: (i: number) => unknown, name = "x", options: MemoryTableOptions = {}) {
  const { table, notes = [] } = await open(
    csv(`other,${name}`, 60, (i) => [(i * 31) % 17, value(i)]),
    options,
  );
  const column = table!.columns.find((each) => each.name === name);
  const leftOut = table!.leftOut.find((each) => each.name === name)?.why;
  return { column, leftOut, table: table!, notes, isKey: table!.keys.includes(name) };
}

describe("texts that aren't useful as categories are left out or become keys, with a reason", () => {
  it.each<[string, (i: number) => unknown, boolean]>([
    ["UUIDs", (i) => `8b6b2c5e-8c8a-4f0a-9a9d-1b2c3d4e5f${10 + (i % 20)}`, true],
    ["web addresses", (i) => `https://example.org/${i % 20}`, true],
    ["e-mail addresses", (i) => `someone${i % 20}@example.org`, true],
    ["telephone numbers", (i) => `+49 30 1234${100 + (i % 20)}`, true],
    ["account numbers", (i) => `DE89 3704 0044 0532 0130 ${10 + (i % 20)}`, true],
    ["prose", (i) => `this is sentence number ${i % 40} of some that are all different`, false],
  ])("%s", async (holds, value, isKey) => {
    expect(await learned(value)).toMatchObject({ column: undefined, leftOut: `contains ${holds}`, isKey });
    expect((await learned(value, "x", { categories: ["x"] })).column).toMatchObject({ kind: "category" });
  });
});

it("stored forms of columns are used to read other files, in both engines", async () => {
  const first = csv("price;day;x", 60, (i) => [`1.${200 + i},50 €`, `${two(1 + (i % 28))}/01/2024`, i % 7], ";");
  const { table } = await open(first);
  expect(table!.forms).toMatchObject({
    price: { kind: "number", decimal: ",", thousands: ".", currency: { text: "€" } },
    day: { kind: "time", format: "%d/%m/%Y" },
  });
  // The values of this file alone don't show how to read it.
  const text = csv("price;day;x", 9, (i) => [`1.${200 + i}`, `0${1 + i}/02/2024`, i % 7], ";");
  const page = await open(text, { preprocessing: table! });
  const node = await openTable(await folder.write("new.csv", text), { preprocessing: table! });
  const { center, scale } = table!.columns[0] as { center: number; scale: number };
  for (const { examples, unlisted } of [page, node]) {
    expect(examples.data[0]).toBeCloseTo((1200 - center) / scale, 3);
    expect(unlisted!.day![1]).toBe(Date.UTC(2024, 1, 2) / 1000);
  }
});

it("a file with other forms than the training file is read by its own forms", async () => {
  const { table } = await open(csv("price;x", 60, (i) => [`1.${200 + i},50 €`, i % 7], ";"));
  for (const text of [
    csv("price,x", 9, (i) => [`12${10 + i}.5`, i % 7]),
    csv("price,x", 9, (i) => [`"$1,2${10 + i}.50"`, i % 7]),
  ]) {
    const { center, scale } = table!.columns[0] as { center: number; scale: number };
    const node = await openTable(await folder.write("new.csv", text), { preprocessing: table! });
    for (const { examples } of [await open(text, { preprocessing: table! }), node])
      expect(examples.data[0]).toBeCloseTo((1210.5 - center) / scale, 3);
  }
});

it("rare stray values count as missing and are reported with their row", async () => {
  const day = (i: number) => `${two(1 + (i % 28))}.01.2024`;
  const price = (i: number) => `"$1,${100 + (i % 899)}.50"`;
  const { notes, column } = await learned((i) => (i === 33 ? "Jan 5" : day(i)));
  expect(column).toMatchObject({ kind: "date", missing: 1 - 59 / 60 });
  expect(notes).toEqual([expect.stringContaining('column "x": 1 of 60 values isn\'t a time; the first is "Jan 5" in row 34')]);
  // These rows come after those that determine the form.
  const text = csv("day,price", 3000, (i) => (i === 2500 ? ["soon", "free"] : [day(i), price(i)]));
  const lines = ['time; the first is "soon"', 'number; the first is "free"'].map((what, i) =>
    expect.stringContaining(`column "${["day", "price"][i]}": 1 of 3,000 values isn't a ${what} in row 2501`),
  );
  expect((await open(text)).notes).toEqual(lines);
  expect((await openTable(await folder.write("t.csv", text))).notes).toEqual(lines);
});

it("reports an ambiguous value once, with the option that decides", async () => {
  const ambiguous = await learned((i) => `0${1 + (i % 9)}/0${1 + ((i * 7) % 9)}/2024`);
  expect(ambiguous.notes).toEqual([
    'column "x" contains 02/08/2024, which is read with the day first; if the month comes first, use --no-day-first',
  ]);
  expect((await learned((i) => `"${1 + (i % 9)},250"`)).notes).toEqual([
    'column "x" contains 1,250, which is read as 1250; if it means 1.25, use --decimal ,',
  ]);
});

it("reports a value far from all others that may stand for a missing value, with its count", async () => {
  expect((await learned((i) => (i % 9 ? `${i % 7}.5` : -999))).notes).toEqual([
    "x: -999 occurs 7 times, far from all other values; if it stands for a missing value, use --missing-value -999",
  ]);
  expect((await learned((i) => (i % 9 ? `2024-01-${10 + (i % 9)}` : "1900-01-01"))).notes).toEqual([
    "x: 1900-01-01 occurs 7 times, far from all other values; if it stands for a missing value, use --missing-value 1900-01-01",
  ]);
  const told = await learned((i) => (i % 9 ? `${i % 7}.5` : -999), "x", { missingValues: ["-999"] });
  expect(told.notes).toEqual([]);
  expect(told.column!.missing).toBeCloseTo(7 / 60);
  expect((await learned((i) => 990 + (i % 10))).notes).toEqual([]);
});

it("a table's description includes how each column is read", async () => {
  const { table } = await open(
    csv("price;day;took", 60, (i) => [`1.${200 + i},50 €`, `${two(1 + (i % 28))}.01.2024`, `${i}:30:00`], ";"),
  );
  const example = { name: "day", text: "13.01.2024", value: "2024-01-13" };
  expect(describeTable(table!, undefined, [example])[1]).toMatch(/; 13\.01\.2024 is read as 2024-01-13$/);
  expect(describeTable(table!).map((line) => line.replace(/.*; /, ""))).toEqual([
    "1.234,56 € is read as 1234.56",
    "31.12.2024 is read as 2024-12-31",
    "1:30:00 is read as 5400 seconds",
  ]);
});

it.each(TIME_COLUMNS.filter(([, texts]) => !texts[0]!.includes(",")))(
  "keeps times as they are written in a table: %s",
  async (_what, texts) => {
    const rows = Array.from({ length: 12 }, (_, i) => `${texts[i % 2 ? 0 : texts.length - 1]},${i},${(i * 7) % 11}`);
    const source = await openTableSource(await folder.write("t.csv", `when,x,y\n${rows.join("\n")}\n`));
    const { columns } = source;
    source.close();
    expect(roleOf(columns[0]!.type)).toBe("time");
  },
);

it("orders rows by times in their column's format", async () => {
  const days = Array.from({ length: 20 }, (_, i) => `${two(1 + (i % 2) * 15)}.${two(1 + Math.floor(i / 2))}.2024 09:30`);
  const rows = days.map((day, i) => `${day},${i * i},${(i * 7) % 11}`).reverse();
  const windows = { window: 2, step: 1, orderBy: "when" };
  const path = await folder.write("t.csv", `when,x,y\n${rows.join("\n")}\n`);
  const { examples, table } = await openTable(path, { windows });
  expect(table!.columns.map(({ name }) => name)).toEqual(["x", "y"]);
  const x = Array.from({ length: examples.shape[0]! }, (_, i) => examples.data[4 * i]!);
  expect(x.every((value, i) => i === 0 || value > x[i - 1]!)).toBe(true);
});

it("reads a letter before whole numbers as part of an identifier, but as the currency rand before an amount", async () => {
  expect(await learned((i) => `R${24900 + 3 * i}`, "invoice")).toMatchObject({ isKey: true, leftOut: "differs in every row" });
  expect((await learned((i) => `R${24 + 3 * i}.50`)).column).toMatchObject({ kind: "number" });
});

describe("codes are keys, or categories if a few of them repeat often", () => {
  const spread = (low: number, high: number) => (i: number) => low + Math.floor(((i * 0.618034) % 1) * (high - low));
  const five = (i: number) => [80331, 10115, 50667][i % 3];
  const shop = (i: number) => 40000 + (i % 5);
  it.each<[string, (i: number) => unknown, string]>([
    ["x", (i) => `+4917${spread(10_000_000, 99_999_999)(i)}`, "telephone numbers"],
    ["x", (i) => `+4917125846${40 + (i % 20)}`, "telephone numbers"],
    ["Telefon privat", spread(171_000_000, 179_999_999), "telephone numbers"],
    ["homePhone", (i) => (i % 9 ? `${spread(2_012_000_000, 9_899_999_999)(i)}.0` : ""), "telephone numbers"],
    ["fax_no", spread(301_234_567, 17_123_456_789), "telephone numbers"],
    ["mobile", spread(4_917_000_000, 4_919_999_999), "telephone numbers"],
    ["zip", spread(10_000, 99_999), "postal codes"],
    ["ship_zip_code", (i) => spread(501, 9_999)(i) + (i % 2) * 90_000, "postal codes"],
    ["KundenPLZ", spread(1_067, 99_998), "postal codes"],
    ["Code postal", spread(10_000, 95_999), "postal codes"],
    ["código_postal", spread(10_000, 52_999), "postal codes"],
    ["KontoNr", spread(1_000_000, 9_999_999_999), "account numbers"],
    ["card number", spread(4_000_000_000_000_000, 4_999_999_999_999_999), "card numbers"],
    ["EAN13", spread(4_000_000_000_000, 4_099_999_999_999), "barcodes"],
    ["ISBN", spread(9_780_000_000_000, 9_799_999_999_999), "barcodes"],
    ["SSN", spread(100_000_000, 799_999_999), "registration numbers"],
    ["Kundennummer", (i) => spread(10_000, 99_999)(i - (i % 2)), "reference numbers"],
    ["customerId", (i) => spread(100_000, 999_999)(i - (i % 2)), "reference numbers"],
  ])("%s", async (name, value, holds) => {
    const node = await openTable(
      await folder.write(
        "t.csv",
        csv(`other,${name}`, 60, (i) => [i % 17, value(i)]),
      ),
    );
    for (const table of [(await learned(value, name)).table, node.table!]) {
      const own = table.leftOut.find((each) => each.name === name);
      expect(own ?? table.columns.find((each) => each.name === name)).toMatchObject({ why: `contains ${holds}` });
      expect(table.keys).toContain(name);
    }
  });

  it.each<[string, (i: number) => unknown]>([
    ["zip", five],
    ["EAN", (i) => 4_006_381_333_900 + (i % 4)],
    ["Artikelnummer", shop],
  ])("%s that repeats is a category", async (name, value) => {
    const { column, isKey } = await learned(value, name);
    expect([column?.kind, isKey]).toEqual(["category", false]);
  });

  it.each<[string, (i: number) => unknown]>([
    ["Nummer", (i) => 1 + (i % 7)],
    ["number", (i) => 10 + (i % 60) / 4],
    ["mobile", spread(100_000, 9_999_999)],
    ["mobile_sales", spread(1_000_000_000, 9_999_999_999)],
    ["num_zip_codes", spread(10_000, 99_999)],
    ["zip_population", spread(10_000, 99_999)],
    ["n_clients", spread(10_000, 99_999)],
    ["numero de clientes", (i) => spread(10_000, 99_999)(i - (i % 2))],
    ["telemetry", spread(1_000_000_000, 9_999_999_999)],
    ["barometer", spread(100_000_000, 999_999_999)],
    ["account_balance", spread(100_000_000, 999_999_999)],
    ["card_amount", spread(100_000_000, 999_999_999)],
    ["Auftragswert", spread(10_000, 99_999)],
    ["change", (i) => (i % 5 ? `+${spread(10_000_000, 99_999_999)(i)}` : `-${spread(10_000_000, 99_999_999)(i)}`)],
    ["zip", (i) => spread(10_000, 99_999)(i) / 8],
  ])("%s is a number", async (name, value) => {
    expect((await learned(value, name)).column).toMatchObject({ kind: "number" });
  });

  it.each([
    "Auftrag",
    "Auftragsnr",
    "KundenNr",
    "Rechnungsnr.",
    "Personalnr",
    "numéro",
    "identifiant",
    "código",
    "orderID",
    "Fallnummer",
  ])("%s differs in every row", async (name) => {
    expect(await learned((i) => 100 + i, name)).toMatchObject({ leftOut: "contains row numbers", isKey: true });
  });
});

it("a telephone number keeps its plus in the results, in both engines", async () => {
  const text = csv("tel,x", 60, (i) => [`+4917125846${10 + (i % 50)}`, (i * 31) % 17]);
  const path = await folder.write("t.csv", text);
  const { table, keys } = await openTable(path);
  const again = await openTable(path, { preprocessing: table! });
  for (const own of [keys, again.keys, (await open(text)).keys]) expect(own!.tel![0]).toBe("+491712584610");
});
