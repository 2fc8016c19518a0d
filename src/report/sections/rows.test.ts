import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { rowsTable } from "./rows.ts";

it("a row shows its number, error, keys and cells with expected values, and markup in data as text", () => {
  const nasty = "<script>alert(1)</script>";
  const made = rowsTable({
    caption: "Rows",
    about: ["id"],
    columns: ["a", nasty],
    rows: [
      {
        row: 17,
        error: 2.5,
        percentile: 98,
        part: "held out",
        about: ["A-1"],
        cells: [
          { actual: "9999", expected: "12", blamed: true },
          { actual: nasty, expected: "b", blamed: false },
        ],
      },
    ],
  });
  const { document } = parseHTML(`<body>${made.markup}</body>`);
  expect(document.querySelectorAll("script")).toHaveLength(0);
  expect([...document.querySelectorAll("thead th")].map((cell) => cell.textContent)).toEqual([
    "Row",
    "Error percentile",
    "id",
    "a",
    nasty,
  ]);
  const cells = [...document.querySelectorAll("tbody tr > *")].map((cell) => cell.textContent);
  expect(cells).toEqual(["17 held out", "2.5 98.0\u00a0%", "A-1", "9999 expected: 12", `${nasty} expected: b`]);
  expect([...document.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["9999 expected: 12"]);
});
