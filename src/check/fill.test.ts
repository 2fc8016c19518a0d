import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { type FilledCells, fillTable } from "./fill.ts";

const rows = 400;
const source = random(3);
const below = (n: number): number => Math.floor(source.uniform() * n);
const cents = (x: number): number => Math.round(100 * x) / 100;
const kinds = ["toys", "books", "tools"];

/** The table before some of its values are removed. */
const whole = Array.from({ length: rows }, (_, i) => {
  const item = below(9);
  const [quantity, price, discount] = [1 + below(5), cents(4 + 7.3 * item), [0, 0, 0.1, 0.2][below(4)]!];
  const ordered = new Date(Date.UTC(2024, 0, 1 + below(300)));
  return {
    id: `A${7000 + 3 * i}`,
    ordered: ordered.toISOString().slice(0, 10),
    shipped: new Date(ordered.getTime() + 8.64e7 * (1 + below(3))).toISOString().slice(0, 10),
    item: `P-${item}`,
    kind: kinds[item % 3]!,
    quantity,
    price,
    discount,
    total: cents(quantity * price * (1 - discount)),
    lot: `L-${below(200)}`,
  };
});
type Name = keyof (typeof whole)[number];
const names = Object.keys(whole[0]!) as Name[];
const types: Partial<Record<Name, string>> = {
  ordered: "DATE",
  shipped: "DATE",
  quantity: "BIGINT",
  price: "DOUBLE",
  discount: "DOUBLE",
  total: "DOUBLE",
};
/** One cell of each row is missing in nine of ten columns. In every tenth row none is missing. */
const holeOf = (row: number): Name | undefined => (row % 10 === 0 ? undefined : names[row % 10]);
const columns = names.map((name) => ({
  name,
  type: types[name] ?? "VARCHAR",
  values: whole.map((row, i) => (holeOf(i) === name ? null : row[name])),
}));

describe("the missing values of a table", () => {
  let filled: FilledCells;
  beforeAll(async () => {
    filled = await fillTable({ name: "orders", columns });
  }, 60_000);
  const of = (name: Name) => filled.cells.filter(({ column }) => column === name);
  const right = (name: Name) => of(name).filter(({ row, value }) => value === String(whole[row - 1]![name])).length;

  it("follow exactly from a relation between numbers, whichever of them is missing", () => {
    for (const name of ["quantity", "price", "discount", "total"] as const) {
      expect(of(name)).toHaveLength(40);
      expect(right(name)).toBeGreaterThanOrEqual(38);
    }
    expect(of("total")[0]!.from?.toSorted()).toEqual(["discount", "price", "quantity"]);
  });

  it("are filled with the values of similar rows", () => {
    expect(right("item")).toBe(40);
    expect(right("kind")).toBe(40);
  });

  it("have a range if they are only approximately known", () => {
    const shipped = of("shipped");
    const days = (date: string): number => Date.parse(date) / 8.64e7;
    const away = shipped.map(({ row, value }) => Math.abs(days(value) - days(whole[row - 1]!.shipped)));
    expect(away.reduce((sum, x) => sum + x, 0) / away.length).toBeLessThan(4);
    const inside = shipped.filter(
      ({ row, range }) => range![0] <= whole[row - 1]!.shipped && whole[row - 1]!.shipped <= range![1],
    );
    expect(inside.length).toBeGreaterThan(0.8 * shipped.length);
  });

  it("stay missing if the rest of the row doesn't determine them", () => {
    const reasons = Object.fromEntries(filled.missing.map(({ name, count, why }) => [name, `${count}: ${why}`]));
    expect(reasons).toEqual({ lot: "40: the other columns don't determine them" });
  });
});

it("fills several missing values of a row so that they fit each other", async () => {
  const some = new Set(["price", "total"]);
  const holed = columns.map((column) => ({
    ...column,
    values: whole.map((row, i) => (some.has(column.name) && i % 5 === 0 ? null : row[column.name])),
  }));
  const { cells } = await fillTable({ name: "orders", columns: holed }, { columns: ["price", "total"] });
  const rowsFilled = [...new Set(cells.map(({ row }) => row))];
  expect(rowsFilled).toHaveLength(80);
  const filledIn = (row: number, name: string) => Number(cells.find((cell) => cell.row === row && cell.column === name)!.value);
  const agreeing = rowsFilled.filter((row) => {
    const { price, quantity, discount } = whole[row - 1]!;
    return filledIn(row, "price") === price && Math.abs(filledIn(row, "total") - quantity * price * (1 - discount)) <= 0.0051;
  });
  expect(agreeing.length).toBeGreaterThanOrEqual(76);
}, 60_000);

it("refuses a column that the table doesn't have", async () => {
  await expect(fillTable({ name: "orders", columns }, { columns: ["totl"] })).rejects.toThrow(
    'orders has no column "totl". It has id, ordered,',
  );
});
