import { beforeAll, describe, expect, it } from "vitest";
import { bytesOf } from "../../test/bytes-of.fixture.ts";
import { random } from "../core/random.ts";
import { TableChecker } from "./checker.ts";

const source = random(9);
const below = (n: number): number => Math.floor(source.uniform() * n);
const kinds = ["toys", "books", "tools"];
const towns = ["Bonn", "Ulm", "Jena", "Kiel"];

interface Sale {
  readonly id: string;
  readonly sold: string | null;
  readonly town: string | null;
  readonly item: string;
  readonly kind: string | null;
  readonly quantity: number | null;
  readonly price: number | null;
  readonly total: number | null;
}

function sale(i: number, day: number): Sale & { readonly total: number; readonly kind: string } {
  const [item, quantity] = [below(9), 1 + below(5)];
  const price = 4.25 + 7.5 * item;
  const sold = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
  const town = towns[below(4)]!;
  return {
    id: `A${7000 + 3 * i}`,
    sold,
    town,
    item: `P-${item}`,
    kind: kinds[item % 3]!,
    quantity,
    price,
    total: quantity * price,
  };
}

const types: Readonly<Record<string, string>> = { sold: "DATE", quantity: "BIGINT", price: "DOUBLE", total: "DOUBLE" };
const tableOf = (name: string, rows: readonly Sale[]) => ({
  name,
  columns: Object.keys(rows[0]!).map((column) => ({
    name: column,
    type: types[column] ?? "VARCHAR",
    values: rows.map((row) => row[column as keyof Sale]),
  })),
});

describe("a table checker", () => {
  let checker: TableChecker;
  beforeAll(async () => {
    const learned = Array.from({ length: 400 }, (_, i) => sale(i, below(300)));
    ({ checker } = await TableChecker.learn(tableOf("sales", learned)));
  }, 60_000);

  it("finds the errors in a few rows of another table, and reports nothing for correct rows", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => sale(1000 + i, 330 + i));
    const wrong = rows.map((row, i) => {
      if (i === 2) return { ...row, total: row.total * 2 };
      if (i === 5) return { ...row, kind: kinds.find((kind) => kind !== row.kind)! };
      if (i === 7) return { ...row, town: "Atlantis" };
      return i === 9 ? { ...row, kind: "boks" } : row;
    });
    const { findings } = await checker.check(tableOf("new sales", wrong));
    const found = findings.map(({ row, column, expected }) => ({ row, column, expected }));
    expect(found.sort((a, b) => a.row - b.row)).toEqual([
      { row: 3, column: "total", expected: String(rows[2]!.total) },
      { row: 6, column: "kind", expected: rows[5]!.kind },
      { row: 8, column: "town", expected: undefined },
      { row: 10, column: "kind", expected: rows[9]!.kind },
    ]);
    expect(findings.find(({ column }) => column === "town")!.why).toBe("it doesn't occur in the 400 rows used for training");
  });

  it("fills the missing values of a single row", async () => {
    const { price, total, item, quantity, ...row } = sale(2000, 10);
    const { cells } = await checker.fill(tableOf("one", [{ ...row, item, quantity, kind: null, price: null, total: null }]));
    expect(Object.fromEntries(cells.map(({ column, value }) => [column, value]))).toEqual({
      kind: row.kind,
      price: String(price),
      total: String(total),
    });
  });

  it("gives the same results after it is saved and loaded", async () => {
    const again = TableChecker.from(bytesOf(checker.files()));
    const rows = tableOf(
      "new sales",
      Array.from({ length: 60 }, (_, i) => ({ ...sale(3000 + i, i), town: i % 9 ? "Bonn" : null })),
    );
    expect(again.columns).toEqual(checker.columns);
    expect(await again.check(rows)).toEqual(await checker.check(rows));
    expect(await again.fill(rows)).toEqual(await checker.fill(rows));
  });

  it("saves no key and no whole row", () => {
    const text = String(checker.files()["config.json"]);
    expect(text).toContain("Bonn");
    expect(text).not.toContain("A7003");
  });

  it("refuses a table that lacks a column, and files that don't belong together", async () => {
    const { town: _, ...rest } = sale(1, 1);
    await expect(checker.check(tableOf("towns", [rest as Sale]))).rejects.toThrow(
      'towns has no column "town", which was used for training. It has id, sold,',
    );
    const { "model.safetensors": _weights, ...others } = bytesOf(checker.files());
    expect(() => TableChecker.from(others, "folder")).toThrow("folder/model.safetensors");
    const config = String(checker.files()["config.json"]).replace('"quantity"', '"count"');
    expect(() => TableChecker.from(bytesOf({ ...checker.files(), "config.json": config }), "folder")).toThrow(
      "folder/config.json was changed after it was saved",
    );
  });
});
