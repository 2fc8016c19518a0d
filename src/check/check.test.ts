import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import type { TableCheck } from "./check.ts";
import { TableChecker } from "./checker.ts";
import { inWholeTable } from "./findings.ts";

const rows = 600;
const source = random(5);
const pick = <T>(list: readonly T[]): T => list[Math.floor(source.uniform() * list.length)]!;
const cents = (x: number): number => Math.round(100 * x) / 100;
const products = Array.from({ length: 12 }, (_, i) => ({
  product: `P-${i + 1}`,
  category: ["toys", "books", "tools"][i % 3]!,
  price: cents(4 + 7 * i),
}));

/** Orders with errors in some rows. Row numbers count from 0. */
function orders() {
  const list = Array.from({ length: rows }, (_, i) => {
    const { product, category, price } = pick(products);
    const quantity = 1 + Math.floor(4 * source.uniform());
    const ordered = new Date(Date.UTC(2024, 0, 1) + 3.6e6 * Math.floor(8000 * source.uniform()));
    return {
      order: `A${7000 + i * 3}`,
      ordered: ordered.toISOString().slice(0, 10),
      shipped: new Date(ordered.getTime() + 8.64e7 * (1 + Math.floor(3 * source.uniform()))).toISOString().slice(0, 10),
      product,
      category,
      quantity,
      price,
      total: cents(price * quantity),
      note: Array.from({ length: 3 }, () => pick(["please", "ring", "twice", "leave", "it", "door", `${i}`])).join(" "),
    };
  });
  list[100]!.total = cents(list[100]!.total * 1.37);
  list[200]!.category = products.find(({ category }) => category !== list[200]!.category)!.category;
  [list[300]!.ordered, list[300]!.shipped] = ["2024-06-12", "2024-06-02"];
  list[400] = { ...list[17]!, order: list[400]!.order };
  return list;
}

const list = orders();
const types: Readonly<Record<string, string>> = {
  ordered: "DATE",
  shipped: "DATE",
  quantity: "BIGINT",
  price: "DOUBLE",
  total: "DOUBLE",
};
const columns = Object.keys(list[0]!).map((name) => ({
  name,
  type: types[name] ?? "VARCHAR",
  values: list.map((row) => row[name as keyof typeof row]),
}));

describe("the check of a table with planted errors, without labels,", () => {
  let found: TableCheck;
  beforeAll(async () => {
    ({ found } = await TableChecker.learn({ name: "orders", columns }));
  }, 120_000);
  const first = (row: number) => found.findings.find((finding) => finding.row === row + 1)!;

  it("gives the four wrong rows the highest scores", () => {
    const strangest = [...new Set(found.findings.map(({ row }) => row - 1))].slice(0, 4);
    expect(strangest.sort((a, b) => a - b)).toEqual([100, 200, 300, 400]);
  });

  it("names the wrong cell of each row, its expected value, and the columns from which it follows", () => {
    const { price, quantity } = list[100]!;
    expect(first(100)).toMatchObject({
      column: "total",
      kind: "relation",
      expected: String(cents(price * quantity)),
      from: ["quantity", "price"],
    });
    expect(first(100).why).toContain("total = quantity × price");
    expect(["category", "product", "price"]).toContain(first(200).column);
    expect(["ordered", "shipped"]).toContain(first(300).column);
    expect(first(400)).toMatchObject({ kind: "duplicate", twin: 18, why: `the same as row 18 (${list[17]!.order})` });
    const why = `the same as row 1018 (${list[17]!.order})`;
    expect(inWholeTable(first(400), 1000)).toMatchObject({ row: 1401, twin: 1018, why });
    expect(first(400).keys).toEqual({ order: list[400]!.order });
  });

  it("lists the rules of the table, and the columns that it doesn't compare", () => {
    expect(found.rules.map(({ words }) => words)).toContain("product determines category");
    expect(found.leftOut).toEqual([
      { name: "order", why: "identifies rows" },
      { name: "note", why: "free text, or no values" },
    ]);
    expect(found.findings.map(({ column }) => column)).not.toContain("note");
  });
});

it("refuses a key that isn't a column", async () => {
  await expect(TableChecker.learn({ name: "orders", columns }, { keys: ["nr"] })).rejects.toThrow(
    'orders has no column "nr". It has order, ordered',
  );
});
