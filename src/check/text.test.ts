import { expect, it } from "vitest";
import { cellsOf } from "./cells.ts";
import { codesOf } from "./codes.ts";
import { combinationsOf } from "./combinations.ts";
import { duplicatesOf } from "./duplicates.ts";
import { featuresOf } from "./features.ts";
import { rarePatterns } from "./patterns.ts";
import { distance } from "./spelling.ts";
import { textEvidenceOf } from "./text-evidence.ts";

const rows = 200;
const towns = ["birmingham", "montgomery", "huntsville", "tuscaloosa"];
const table = (
  columns: Readonly<Record<string, readonly (string | number | null)[]>>,
  types: Readonly<Record<string, string>> = {},
) => ({
  name: "a table",
  columns: Object.entries(columns).map(([name, values]) => ({ name, type: types[name] ?? "VARCHAR", values })),
});
const each = <T>(of: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => of(row));

it("finds values that contradict others, misspellings, other patterns and texts among numbers, with the expected values", () => {
  const hospital = each((row) => row % 16);
  const town = each((row) => towns[hospital[row]! % 4]!);
  const zip = each((row) => 35_000 + hospital[row]!);
  const [otherTown, misspelt, noNumber, otherCode] = [17, 41, 77, 90];
  const cells = cellsOf(
    table({
      hospital: hospital.map((one) => `clinic number ${"abcdefghijklmnop"[one]}`),
      town: town.map((one, row) => (row === otherTown ? towns[3]! : row === misspelt ? "huntsvxlle" : one)),
      zip: zip.map((one, row) => (row === noNumber ? "3x007" : String(one))),
      code: each((row) => (row === otherCode ? "al hf 2" : `al_hf-${row % 7}`)),
    }),
    [],
  );
  const { strangeness, reasonOf } = textEvidenceOf(cells, rows, 1);
  const width = cells.length;
  const strangest = Array.from(strangeness.keys())
    .sort((a, b) => strangeness[b]! - strangeness[a]!)
    .slice(0, 4)
    .map((at) => [Math.floor(at / width), at % width]);
  expect(strangest.sort((a, b) => a[0]! - b[0]!)).toEqual([
    [otherTown, 1],
    [misspelt, 1],
    [noNumber, 2],
    [otherCode, 3],
  ]);
  expect(reasonOf(otherTown, 1)).toMatchObject({ kind: "dependence", expected: town[otherTown] });
  expect(reasonOf(misspelt, 1)).toMatchObject({ expected: town[misspelt] });
  expect(reasonOf(noNumber, 2)).toEqual({ kind: "type", expected: String(zip[noNumber]) });
  expect(reasonOf(otherCode, 3)).toEqual({ kind: "pattern", usual: "a_a-9" });
});

it("gives little weight to one more exception from a dependence that has exceptions", () => {
  const size = each((row) => (row * 7) % 10);
  const loose = each((row) => (row % 6 === 0 ? "x" : size[row]! < 5 ? "small" : "large"));
  const cells = cellsOf(table({ size: size.map((one) => `size ${"abcdefghij"[one]}`), loose }), []);
  const { strangeness } = textEvidenceOf(cells, rows, 1);
  expect(Math.max(...strangeness)).toBeLessThan(1);
});

it("finds two common values that very rarely occur together", () => {
  const sex = each((row) => (row % 2 ? "f" : "m"));
  const ward = each((row) => (row === 50 ? "obstetrics" : row % 2 ? ["obstetrics", "surgery"][(row >> 1) % 2]! : "surgery"));
  const cells = cellsOf(table({ sex, ward }), []);
  const { rarity, columns } = combinationsOf(featuresOf(codesOf(cells), cells, rows));
  expect(rarity.indexOf(Math.max(...rarity))).toBe(50);
  // There are 50 rows of each kind. By chance 25 of them would occur together.
  expect(rarity[50]).toBeCloseTo(Math.log((99 * 50) / 200 + 1), 1);
  expect([...columns.subarray(100, 102)].sort()).toEqual([0, 1]);
});

it("finds duplicate rows that differ in their keys or in one letter, and names the earlier row", () => {
  const id = each((row) => `order-${1000 + row * 3}`);
  const who = each((row) => `customer ${String.fromCharCode(97 + ((row * 37) % 25))}${row % 19}`);
  const amount = each((row) => 10 + ((row * 7919) % 1000) / 10);
  const at = each(
    (row) =>
      `2024-01-${String(1 + (row % 28)).padStart(2, "0")} ${String(row % 24).padStart(2, "0")}:${String((row * 13) % 60).padStart(2, "0")}`,
  );
  const weight = each((row) => 2 + ((row * 104_729) % 997) / 100);
  const twice = { who: [...who], amount: [...amount], at: [...at], weight: [...weight] };
  [twice.who[120], twice.amount[120], twice.at[120], twice.weight[120]] = [who[30]!, amount[30]!, at[30]!, weight[30]!];
  [twice.who[150], twice.amount[150], twice.at[150], twice.weight[150]] = [`${who[60]}x`, amount[60]!, at[60]!, weight[60]!];
  const cells = cellsOf(table({ id, ...twice }, { amount: "DOUBLE", at: "TIMESTAMP", weight: "DOUBLE" }), []);
  const found = duplicatesOf(cells, rows);
  expect(found.map(({ row, twin, column }) => [row, twin, column])).toEqual([
    [120, 30, undefined],
    [150, 60, 1],
  ]);
});

it("counts different letters, and swapped letters as one difference", () => {
  expect([
    distance("birmingham", "birmingxam", 3),
    distance("abcd", "abdc", 3),
    distance("abc", "abcd", 3),
    distance("abc", "xyzw", 2),
  ]).toEqual([1, 1, 1, 3]);
});

it("finds no rare pattern if there is no usual one", () => {
  expect(rarePatterns(["a1", "b-2", "3", "c d"]).usual).toBeUndefined();
});

it("refuses a table with too few rows or too many columns", () => {
  const wide = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`c${i}`, each(() => "x")]));
  expect(() => cellsOf(table(wide), [])).toThrow("a table has 501 columns, but at most 500 can be compared");
  expect(() => cellsOf(table({ a: ["x"] }), [])).toThrow("a table has 1 row. At least 50 rows are needed");
});
