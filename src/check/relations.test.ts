import { describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import type { NumberCells } from "./cells.ts";
import { robustFit } from "./least-squares.ts";
import { relationsOf } from "./relations.ts";
import type { NumbersAt } from "./terms.ts";

const source = random(11);
const rows = 400;
const numbers = (draw: (row: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, row) => draw(row));
const cents = (x: number): number => Math.round(100 * x) / 100;

function columnsOf(named: Readonly<Record<string, Float64Array>>, decimals = 2): NumbersAt[] {
  return Object.entries(named).map(([name, values], column) => {
    const cells: NumberCells = { kind: "number", name, values: Array.from(values), numbers: values, decimals, strays: [] };
    return { column, cells };
  });
}

const price = numbers(() => cents(2 + 90 * source.uniform()));
const quantity = numbers(() => 1 + Math.floor(6 * source.uniform()));
const discount = numbers(() => [0, 0.1, 0.2][Math.floor(3 * source.uniform())]!);
const base = numbers(() => cents(2000 + 500 * source.normal()));
const bonus = numbers(() => cents(300 * source.uniform()));

describe("finds a relation in spite of wrong rows, and writes its formula:", () => {
  it.each([
    ["a sum", { base, bonus, gross: numbers((row) => cents(base[row]! + bonus[row]!)) }, "gross", "gross = base + bonus"],
    [
      "a sum with a constant",
      { base, bonus, pay: numbers((row) => cents(base[row]! - 2 * bonus[row]! + 180)) },
      "pay",
      "pay = base - 2 × bonus + 180",
    ],
    [
      "a product with a discount",
      { price, quantity, discount, total: numbers((row) => cents(price[row]! * quantity[row]! * (1 - discount[row]!))) },
      "total",
      "total = price × quantity × (1 - discount)",
    ],
    [
      "a product and a constant",
      { price, quantity, cost: numbers((row) => cents(price[row]! * quantity[row]! + 180)) },
      "cost",
      "cost = price × quantity + 180",
    ],
    [
      "a small factor",
      { price, quantity, fee: numbers((row) => 0.002 * price[row]! * quantity[row]!) },
      "fee",
      "fee = 0.002 × price × quantity",
    ],
    [
      "the difference from 1",
      { price, quantity, total: numbers((row) => price[row]! * quantity[row]! * (1 - discount[row]!)), discount },
      "discount",
      "discount = 1 - total / (price × quantity)",
    ],
  ])("%s", (_what, named, target, words) => {
    const values = named[target as keyof typeof named] as Float64Array;
    const spoiled = values.map((x, row) => (row % 40 === 7 ? cents(1.3 * x + 5) : x));
    const columns = columnsOf({ ...named, [target]: spoiled });
    const relation = relationsOf(columns, rows, 1).find((one) => columns[one.target]!.cells.name === target)!;
    expect(relation.words).toBe(words);
    for (let row = 0; row < rows; row++) {
      if (row % 40 === 7) expect(relation.distance(row)).toBeGreaterThan(20);
      else expect(relation.distance(row)).toBeLessThan(4);
      expect(Math.abs(relation.expected(row) - values[row]!)).toBeLessThan(0.02);
    }
  });
});

it("finds no relation between independent numbers", () => {
  const noise = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, numbers(() => source.normal())]));
  expect(relationsOf(columnsOf(noise), rows, 1)).toEqual([]);
});

it("fits by least trimmed squares, so that a fifth of wrong rows doesn't change the weights", () => {
  const [x, z] = [numbers(() => source.normal()), numbers(() => source.normal())];
  const y = numbers((row) => 3 * x[row]! - 2 * z[row]! + 1 + (row % 6 === 0 ? 50 * source.uniform() : 0.001 * source.normal()));
  const { weights, constant } = robustFit([x, z], y)!;
  expect(weights[0]).toBeCloseTo(3, 3);
  expect(weights[1]).toBeCloseTo(-2, 3);
  expect(constant).toBeCloseTo(1, 3);
});
