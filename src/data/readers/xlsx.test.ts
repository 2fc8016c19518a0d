import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { cells, type SheetCell, workbook } from "./xlsx.fixture.ts";
import { sheetOf, xlsx } from "./xlsx.ts";

const textOf = async (rows: readonly (readonly SheetCell[])[], options = {}) =>
  (await sheetOf(workbook({ Data: rows }, options), "t.xlsx")).text.split("\n");

describe("a sheet of a workbook", () => {
  it("is read with strings, numbers, booleans, values of formulas, and errors as missing values", async () => {
    expect(
      await textOf([
        ["name", "x", "ok", "f", "e"],
        ["Köln, Süd", 0.1, true, cells.formula("B2*2", 0.2), cells.error("#DIV/0!")],
        [cells.inline("Ulm"), 1e21, false, cells.formula("B3", -3), 7],
        [' "q" ', null, null, 5, cells.error("#N/A")],
      ]),
    ).toEqual(["name,x,ok,f,e", '"Köln, Süd",0.1,true,0.2,', "Ulm,1e+21,false,-3,7", '" ""q"" ",,,5,']);
  });

  it("is read with days, times and times of day", async () => {
    const rows = (first: number) => [
      ["day", "at", "clock"],
      ...[0, 1, 2].map((i) => [cells.date(first + i), cells.date(first + i + 1 / 3), cells.clock(i / 24 + 1 / 86_400)]),
    ];
    const wanted = [
      "day,at,clock",
      "2024-01-01,2024-01-01 08:00:00,00:00:01",
      "2024-01-02,2024-01-02 08:00:00,01:00:01",
      "2024-01-03,2024-01-03 08:00:00,02:00:01",
    ];
    expect(await textOf(rows(45_292))).toEqual(wanted);
    expect(await textOf(rows(45_292 - 1462), { from1904: true })).toEqual(wanted);
  });

  it("keeps its row numbers: a title and empty rows stay lines, and only empty columns at the left are omitted", async () => {
    const lines = await textOf([[null, "About"], [], [null, "a", "b"], [null, 1, null], [], [null, null, 2], [null]]);
    expect(lines).toEqual(["About", "", "a,b", "1,", "", ",2"]);
  });
});

describe("in a workbook with several sheets", () => {
  const book = workbook({ Notes: [["Read me"]], "A & B": [["x"], [1], [2]], Last: [["y"], [3], [4]] });

  it("the first sheet with a table is read, and a note lists the others", async () => {
    const { text, notes } = await sheetOf(book, "t.xlsx");
    expect(text).toBe("x\n1\n2");
    expect(notes).toEqual([
      't.xlsx: only the sheet "A & B" was read, not "Notes", "Last". Choose another with --sheet "Notes" (sheet: "Notes")',
    ]);
  });

  it.each(["Last", "3", 3])("the sheet %j is read on request", async (sheet) => {
    expect(await sheetOf(book, "t.xlsx", { sheet })).toMatchObject({ text: "y\n3\n4", notes: [] });
    const { columns } = await xlsx.read(book, "t.xlsx", { sheet });
    expect(columns).toMatchObject([{ name: "y", values: [3, 4] }]);
  });

  it.each([
    [
      "Lost",
      't.xlsx has no sheet "Lost". Its sheets are "Notes", "A & B", "Last". Choose one with --sheet "Last" (sheet: "Last").',
    ],
    [4, 't.xlsx has 3 sheets ("Notes", "A & B", "Last"), so there is no sheet 4.'],
    [0, "so there is no sheet 0."],
  ])("a missing sheet %j is reported with the existing ones", async (sheet, line) => {
    await expect(sheetOf(book, "t.xlsx", { sheet })).rejects.toThrow(line);
  });
});

describe("a workbook is refused", () => {
  it("if it has no table", async () => {
    await expect(sheetOf(workbook({ A: [["x"]], B: [] }), "t.xlsx")).rejects.toThrow("t.xlsx has no sheet with a table.");
  });

  it("if a sheet is broken", async () => {
    const wrong = workbook({ A: [["x"], [{ xml: 't="s"><v>99</v>' }]] });
    await expect(sheetOf(wrong, "t.xlsx")).rejects.toThrow(
      /^t\.xlsx: the sheet "A" is broken \(.*\)\. Open the file in Excel and save it again\.$/,
    );
  });

  it("if it lists no sheets", async () => {
    const empty = zipSync({ "xl/workbook.xml": new TextEncoder().encode("<workbook/>") });
    await expect(sheetOf(empty, "t.xlsx")).rejects.toThrow("t.xlsx lists no sheets.");
  });
});
