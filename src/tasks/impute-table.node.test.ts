import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { sharedFolder } from "../core/temporary.fixture.ts";
import { imputeTable } from "./impute-table.node.ts";
import type { ImputedTable } from "./impute-table.ts";

/**
 * Returns sales with decimal commas, currencies, German dates and yes-or-no values. A cell of most rows is missing in `holed`.
 */
function sales(): { readonly whole: string[][]; readonly holed: string[][] } {
  const source = random(7);
  const below = (n: number): number => Math.floor(source.uniform() * n);
  const euros = (cents: number): string => {
    const [euro, cent] = [Math.floor(cents / 100), String(cents % 100).padStart(2, "0")];
    return `${String(euro).replace(/(?=(?:\d{3})+$)(?!^)/g, ".")},${cent} €`;
  };
  const whole = Array.from({ length: 240 }, (_, i) => {
    const [item, quantity] = [below(6), 1 + below(5)];
    const cents = 50_050 * (item + 1);
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10).split("-").reverse().join(".");
    return [`"Art ${item}"`, euros(cents), String(quantity), euros(cents * quantity), item % 2 ? "ja" : "nein", day];
  });
  return { whole, holed: whole.map((cells, i) => cells.map((cell, column) => (column > 0 && column === i % 7 ? "" : cell))) };
}

const header = "Artikel;Preis;Menge;Summe;Lager;Tag";
const fileOf = (rows: readonly (readonly string[])[], added: readonly string[] = []): string =>
  `${[header, ...rows.map((cells) => cells.join(";"))].map((line, i) => (added[i] === undefined ? line : `${line};${added[i]}`)).join("\r\n")}\r\n`;

describe("a table without a model", () => {
  const folder = sharedFolder();
  const { whole, holed } = sales();
  const output = folder.path("filled.csv");
  let data: string;
  let result: ImputedTable;
  beforeAll(async () => {
    data = await folder.write("sales.csv", fileOf(holed));
    result = await imputeTable(data, { output, mark: "filled" });
  }, 60_000);

  it("is filled in the format of each column, and all other bytes stay the same", () => {
    const names = header.split(";");
    const marks = [
      "filled",
      ...holed.map((cells) => cells.flatMap((cell, i) => (cell === "" && i < 5 ? [names[i]] : [])).join()),
    ];
    // The days don't follow from other cells, so they stay missing.
    const expected = whole.map((cells, i) => cells.map((cell, column) => (column === 5 && holed[i]![5] === "" ? "" : cell)));
    expect(readFileSync(output, "utf8")).toBe(fileOf(expected, marks));
  });

  it("counts the filled and the missing values", () => {
    expect(result.filled).toEqual({ Preis: 35, Menge: 34, Summe: 34, Lager: 34 });
    expect(result.missing).toEqual([{ name: "Tag", count: 34, why: "the other columns don't determine the time" }]);
  });

  it("isn't changed if a column has the name of the mark", async () => {
    await expect(imputeTable(data, { output, mark: "Tag" })).rejects.toThrow('already has a column "Tag"');
  }, 60_000);
});

it("returns rows with values of their own types", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => ({
    size: i % 4,
    isLarge: i % 9 === 1 ? null : i % 4 > 1,
    at: new Date(Date.UTC(2024, 0, 1 + (i % 40))),
    area: i % 9 === 2 ? undefined : 2.5 * (i % 4) + 1,
  }));
  const { filledRows, cells } = await imputeTable(rows);
  expect(cells).toHaveLength(28);
  expect(filledRows).toEqual(rows.map((row, i) => ({ ...row, isLarge: i % 4 > 1, area: 2.5 * (i % 4) + 1 })));
}, 60_000);
