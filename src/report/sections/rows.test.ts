import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { toBlame } from "../measure/rows.ts";
import { rowsTable } from "./rows.ts";

describe("the cells to blame", () => {
  it("are the fewest that make up half of the error", () => {
    expect([...toBlame([1, 6, 2, 1])]).toEqual([1]);
    expect([...toBlame([3, 1, 3, 3])]).toEqual([0, 2]);
  });
  it("are three at most; none where there is no error; missing values never", () => {
    expect(toBlame(Array(20).fill(1)).size).toBe(3);
    expect(toBlame([0, 0]).size).toBe(0);
    expect([...toBlame([Number.NaN, 2])]).toEqual([1]);
  });
});

it("a row has its number, error, keys and cells, each with what was expected; text of the data stays text", () => {
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
    "Error larger than",
    "id",
    "a",
    nasty,
  ]);
  const cells = [...document.querySelectorAll("tbody tr > *")].map((cell) => cell.textContent);
  expect(cells).toEqual(["17 held out", "2.5 98.0\u00a0%", "A-1", "9999 expected: 12", `${nasty} expected: b`]);
  expect([...document.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["9999 expected: 12"]);
});
