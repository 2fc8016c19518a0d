import { expect, it } from "vitest";
import { textTable } from "./text-table.ts";

const rows = [
  { row: 7, name: "a long\nname", value: 1.23456789 },
  { row: 12, name: null, value: -20 },
];

it("aligns numbers to the right and texts to the left, one line per row", () => {
  expect(textTable(rows)).toBe("row  name           value\n  7  a long name  1.23457\n 12                   -20");
});

it("shows … instead of the columns that don't fit", () => {
  expect(textTable(rows, 20)).toBe("row  name         …\n  7  a long name  …\n 12               …");
});
