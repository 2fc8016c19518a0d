import { describe, expect, it } from "vitest";
import { csv } from "../csv.fixture.ts";
import { type LayoutOptions, layoutOf } from "./layout.ts";
import { linesIn } from "./lines.ts";
import { RowFilter } from "./rows.ts";

function read(text: string, options: LayoutOptions = {}) {
  const { names, delimiter, notes, rows } = layoutOf({ text, isWhole: true }, "t.csv", options);
  return { names, delimiter, notes, rows: [...new RowFilter({ names, first: 1, footer: 0 }, "t.csv").rows(rows)] };
}

const note = (text: string) => expect.stringContaining(text);
const rows = (count: number, row: (i: number) => readonly unknown[], delimiter = ",") =>
  csv("", count, (i) => row(i) as string[], delimiter).slice(1);
const numbers = rows(20, (i) => [i, i / 4]);
const LINE_OF_ROW = /the columns are called column1, column2 and so on.*--header/i;

describe("the delimiter between cells", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["commas", `a,b\n${numbers}`, ",", ["0", "0"]],
    ["semicolons with decimal commas", `a;b\n${rows(20, (i) => [i, `${i},5`], ";")}`, ";", ["0", "0,5"]],
    ["semicolons without names", rows(20, (i) => [`${i},5`, `${i},25`], ";"), ";", ["0,5", "0,25"]],
    ["semicolons with commas in texts", `a;b\n${rows(20, (i) => [`x, y${i}`, i], ";")}`, ";", ["x, y0", "0"]],
    ["tabs with commas in all cells", `a,b\tc\n${rows(20, (i) => [`${i},5`, i], "\t")}`, "\t", ["0,5", "0"]],
    ["bars", `a|b\n${rows(20, (i) => [i, "p"], "|")}`, "|", ["0", "p"]],
    ["commas with lists", `id,tags\n${rows(20, (i) => [i, "a;b|c"])}`, ",", ["0", "a;b|c"]],
    ["one column", `weight in kg\n${rows(20, (i) => [i / 4])}`, ",", ["0"]],
    ["one column of decimal commas", `x\n${rows(20, (i) => [`${i},5`])}`, ";", ["0,5"]],
    ["one column of words", `car\n${rows(20, (i) => [`Model ${i}`])}`, ",", ["Model 0"]],
    ["one column of times", `when\n${rows(20, (i) => [`2024-01-01 12:${10 + i}`])}`, ",", ["2024-01-01 12:10"]],
    ["one column of thousands", `people\n${rows(20, (i) => [`${i + 1} ${100 + i}`])}`, ",", ["1 100"]],
    ["one column of addresses", `street\n${rows(20, (i) => [`Main Road ${i} B`])}`, ",", ["Main Road 0 B"]],
    ["spaces", `x y z\n${rows(20, (i) => [i, i / 4, 7], " ")}`, "spaces", ["0", "0", "7"]],
    [
      "aligned spaces",
      `name   x    y\n${rows(20, (i) => [`n${i}`.padEnd(5), `${i}`.padStart(3), "  4"], " ")}`,
      "spaces",
      ["n0", "0", "4"],
    ],
    ["spaces and no names", rows(20, (i) => [`-0.${i}`, i], " "), "spaces", ["-0.0", "0"]],
    ["spaces with quoted texts", `"name" "x"\n${rows(20, (i) => [`"a b${i}"`, i], " ")}`, "spaces", ["a b0", "0"]],
    [
      "spaces in texts and gaps between columns",
      `city         x\n${rows(20, (i) => [(i % 2 ? "New York" : "Rome").padEnd(10), `${i}`.padStart(4)], "")}`,
      "gaps",
      ["Rome", "0"],
    ],
  ])("%s", (_what, text, delimiter, first) => {
    const found = read(text);
    expect([found.delimiter, found.rows[0], found.rows.length]).toEqual([delimiter, first, 20]);
  });

  it("can be set by the option", () => {
    expect(read(`a:b\n${rows(9, (i) => [i, i], ":")}`, { delimiter: ":" }).names).toEqual(["a", "b"]);
    expect(read(`a b\n${rows(9, (i) => [`p${i}`, "q"], " ")}`, { delimiter: "spaces" }).names).toEqual(["a", "b"]);
    expect(() => read("a,b\n1,2\n", { delimiter: "::" })).toThrow(
      'delimiter must be one character, "tab", "spaces" or "columns", but it is "::".',
    );
  });

  it("quotes inside cells may be escaped by a backslash", () => {
    const found = read(`a,b\n${rows(9, (i) => [`"say \\"${i}\\" \\\\, twice"`, i])}`);
    expect(found.rows[3]).toEqual(['say "3" \\, twice', "3"]);
    expect(read(`a,b\n${rows(9, (i) => [`"C:\\"`, i])}`).rows[3]).toEqual(["C:\\", "3"]);
  });

  it("cells are in single quotes if the names are", () => {
    expect(read(`'OBS' 'GPA'\n${rows(9, (i) => [i, i / 4], " ")}`).names).toEqual(["OBS", "GPA"]);
  });
});

describe("column names", () => {
  it.each<[string, string, readonly string[]]>([
    ["texts over numbers", `a,b\n${numbers}`, ["a", "b"]],
    ["single letters over numbers", `y,n\n${numbers}`, ["y", "n"]],
    ["texts over texts that repeat", `kind,city\n${rows(20, (i) => ["ab"[i % 2], "pqr"[i % 3]])}`, ["kind", "city"]],
    ["numbers in quotes over numbers without", `"1","2"\n${numbers}`, ["1", "2"]],
    ["days over numbers", `id,2024-01-01,2024-02-01\n${rows(9, (i) => [`c${i}`, i, 3])}`, ["id", "2024-01-01", "2024-02-01"]],
    [
      "years without equal steps",
      `c,2010,2015,2018\n${rows(9, (i) => ["pq"[i % 2], i, i * 2, 7])}`,
      ["c", "2010", "2015", "2018"],
    ],
    [
      "doses next to a name",
      `gene,0,0.1,1,10\n${rows(20, (i) => [`g${i}`, 3, i % 5, 1, i % 3])}`,
      ["gene", "0", "0.1", "1", "10"],
    ],
    ["numbers over texts", `1,2\n${rows(9, (i) => ["ab"[i % 2], "pq"[i % 2]])}`, ["1", "2"]],
    ["line breaks in names", `"first\r\nname",b\r\n0,1\r\n2,3\r\n`, ["first\r\nname", "b"]],
    ["an empty name", `,a,\n${rows(9, (i) => [i, "p", 2])}`, ["column1", "a", "column3"]],
    ["one name fewer than columns, as R writes row names", `"a","b"\n${rows(9, (i) => [`"r${i}"`, i, 3])}`, ["index", "a", "b"]],
    ["NumPy's names in a comment", `# x y\n${rows(9, (i) => [i, i / 4], " ")}`, ["x", "y"]],
    [
      "a line of signs under the names",
      `| a | b |\n|---|---|\n${rows(9, (i) => ["", i, i / 4, ""], "|")}`,
      ["column1", "a", "b", "column4"],
    ],
  ])("%s", (_what, text, names) => {
    expect(read(text).names).toEqual(names);
  });

  it.each<[string, string]>([
    ["numbers over numbers", numbers],
    ["texts that repeat", rows(20, (i) => ["ab"[i % 2], "pqr"[i % 3]])],
    ["wavelengths over numbers", `400,410.5,421\n${rows(9, (i) => [i / 9, i / 8, i / 7])}`],
    ["years over years", `1990,1995\n${rows(9, (i) => [1991 + i, 1996 + i])}`],
  ])("reads a first line that looks like the others as a row, with a note: %s", (_what, text) => {
    const found = read(text);
    expect(found.names).toEqual(found.names.map((_, i) => `column${i + 1}`));
    expect(found.notes).toEqual([expect.stringMatching(LINE_OF_ROW)]);
    expect(found.rows[0]!.join()).toBe(text.slice(0, text.indexOf("\n")));
  });

  it("the option decides whether there are names", () => {
    const text = `400,410.5,421\n${rows(9, (i) => [i / 9, i / 8, i / 7])}`;
    expect(read(text, { header: true })).toMatchObject({ names: ["400", "410.5", "421"], notes: [] });
    const none = read(`a,b\n${numbers}`, { header: false });
    expect([none.names, none.rows[0], none.notes]).toEqual([["column1", "column2"], ["a", "b"], []]);
  });

  it("reads the first line as names if all cells are texts, with a note", () => {
    expect(read("p,q\nr,s\nt,u\n")).toMatchObject({ names: ["p", "q"], notes: [note("contains only texts")] });
  });

  it("repeated names get numbers, with one note", () => {
    expect(read(`a,b,a,A,a_2\n${rows(9, (i) => [i, i, i, i, i])}`)).toMatchObject({
      names: ["a", "b", "a_3", "A_4", "a_2"],
      notes: ['t.csv has columns with the same name and renames them: "a" to "a_3", "A" to "A_4"'],
    });
  });

  it("a model of an earlier version finds its columns column0 and so on", () => {
    expect(read(numbers, { known: ["column0", "column1"] }).names).toEqual(["column0", "column1"]);
    expect(read(numbers, { known: ["column1", "column2"] }).names).toEqual(["column1", "column2"]);
    expect(read(`x,,y\n${rows(9, (i) => [i, 1, 2])}`, { known: ["x", "column1", "y"] }).names).toEqual(["x", "column1", "y"]);
  });
});

describe("lines that aren't rows are skipped, with a note", () => {
  const table = `city,x,y\n${rows(20, (i) => ["Bonn", i, 3])}`;
  it.each<[string, string, string]>([
    ["a title", `Sales of 2024\n\n${table}`, "line 1 (Sales of 2024) is above the table"],
    ["a title and notes with commas", `Report\nIn EUR, rounded\n\n${table}`, "lines 1 to 2 (Report) are above the table"],
    ["a title of as many words as columns", `Report,by,me\n\n${table}`, "line 1 (Report, by, me) is above the table"],
    ["titles padded with empty cells", `Report,,\nMade,2024-01-01,\n,,\n${table}`, "lines 1 to 2 (Report) are above the table"],
    ["a line that only names the delimiter", `sep=,\n${table}`, 'line 1 only names the delimiter (",")'],
    ["comments", `# made by x\n# in EUR\n${table}`, "lines above the table that begin with # are skipped as comments"],
    ["units", table.replace("y\n", "y\n,kg,m/s\n"), "line 2 contains units (kg, m/s)"],
    ["units in brackets", table.replace("y\n", "y\n-,[°C],(mV)\n"), "line 2 contains units (-, [°C], (mV))"],
    ["a line of totals", `${table}Total,190,60\n`, "its last line (Total, 190, 60) isn't a row"],
    [
      "totals and a source",
      `${table},,\nSumme,190,60\n\nQuelle: Amt für Statistik\n`,
      "its last 2 lines (Summe, 190, 60) aren't rows",
    ],
    ["a number of rows", `${table}\n(20 rows)\n`, "its last line ((20 rows)) isn't a row"],
  ])("%s", (_what, text, line) => {
    const found = read(text);
    expect(found.names).toEqual(["city", "x", "y"]);
    expect([found.rows.length, found.rows[0], found.rows[19]]).toEqual([20, ["Bonn", "0", "3"], ["Bonn", "19", "3"]]);
    expect(found.notes).toEqual([note(line)]);
  });

  it.each<[string, string]>([
    ["counts and names of classes", `20,2,setosa\n${rows(20, (i) => [i, i / 4, i % 3])}`],
    ["counts and names of classes, fewer than columns", `20,4,no,yes\n${rows(20, (i) => [i, i / 4, 1, 2, i % 2])}`],
  ])("%s above numbers", (_what, text) => {
    const found = read(text);
    expect([found.names[0], found.rows.length, found.notes.length]).toEqual(["column1", 20, 2]);
  });

  it("skips comments among rows, but not values that begin with the same sign", () => {
    expect(read(`a,b\n${numbers}# restarted, twice\n${numbers}`).rows.length).toBe(40);
    expect(read(`tag,n\n${rows(9, (i) => [`#t${i % 3}`, i])}`).rows.length).toBe(9);
    expect(read(`a,b\n${numbers}#N/A,5\n`).rows.length).toBe(21);
    expect(read(`a,b\n${numbers}% note\n`, { comment: "%" }).rows.length).toBe(20);
  });

  it.each(["#", "#id", "%", "--", "!", "//"])("a first name %s isn't a comment", (name) => {
    expect(read(`${name},y\n${numbers}`).names).toEqual([name, "y"]);
  });

  it.each(["%", "//", "--", "!"])("skips lines at the beginning that begin with %s", (mark) => {
    expect(read(`${mark} by me, in EUR\n${mark} 2024\n${table}`)).toMatchObject({
      names: ["city", "x", "y"],
      notes: [note("comments")],
    });
  });

  it("skips the number of lines in the option", () => {
    const found = read(`made,by,me\n1,2,3\n${table}`, { skipLines: 2 });
    expect([found.names, found.rows.length, found.notes]).toEqual([["city", "x", "y"], 20, []]);
  });

  it.each<[string, string, string]>([
    ["a row that is cut short", `${table}Rome,3`, "t.csv, line 22 has 2 columns, but the other lines have 3."],
    ["a row that is cut in its first cell", `${table}New Yo`, "t.csv, line 22 has 1 column, but the other lines have 3."],
    [
      "a row that is too long",
      table.replace("Bonn,3,3", "Bonn,3,3,4"),
      "t.csv, line 5 has 4 columns, but the other lines have 3.",
    ],
    ["a quote that doesn't end", `${table}"Rome,3,4\n`, "t.csv, line 22: a quoted text doesn't end. Close its quotes."],
    ["a NUL byte", table.replace("Bonn,4", "Bo\0nn,4"), "t.csv, line 6 contains a NUL byte"],
    ["no rows", "a,b\n", "t.csv has no rows."],
  ])("refuses %s and reports the line", (_what, text, line) => {
    expect(() => read(text)).toThrow(line);
  });

  it("a row that ends with a delimiter may have fewer cells", () => {
    expect(read(`a,b,c,d\n${rows(9, (i) => [i, 2, 3, 4])}5,6,\n`).rows[9]).toEqual(["5", "6", "", ""]);
  });

  it("ignores empty cells after the last column", () => {
    expect(read(`a,b\n${rows(9, (i) => [i, 2, ""])}`)).toMatchObject({
      names: ["a", "b"],
      rows: expect.arrayContaining([["0", "2"]]),
    });
  });
});

describe("columns at fixed positions", () => {
  const table = ["id   amount note", " 1     12.5 paid in", " 2          open", " 3     99.0", "        7.0 late", ""].join("\n");
  const found = (text: string, options = {}) => layoutOf({ text, isWhole: true }, "t.txt", options);

  it("may have blank cells", () => {
    const { names, rows, notes } = found(table);
    expect(names).toEqual(["id", "amount", "note"]);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ["1", "12.5", "paid in"],
      ["2", "", "open"],
      ["3", "99.0", ""],
      ["", "7.0", "late"],
    ]);
    expect(notes).toEqual([expect.stringContaining("its columns have fixed positions in the lines")]);
  });

  it.each([
    ["numbers between spaces", "a b\n1 2\n10 20\n3 4\n"],
    ["numbers that are aligned", "  a    b\n  1    2\n 10   20\n  3    4\n"],
    ["times in one column", "time\n2024-01-01 10:00\n2024-01-02\n2024-01-03 11:00\n2024-01-04 11:00\n"],
    ["one column of texts", "model\nford ka\nfiat\nseat leo\nopel x\n"],
    ["prose", "we met a\nman in a\nhat on a\nday in m\n"],
  ])("aren't seen in %s", (_, text) => {
    expect(found(text).delimiter).not.toBe("columns");
  });

  it("accept a value that is longer than those at the beginning, and refuse one that fills the space between columns", () => {
    const { spans } = found(table);
    const read = (line: string) => linesIn(line, { delimiter: "columns", quote: '"', spans }, "t.txt", 9)[0]!.cells;
    expect(read(" 4  12345.5 paid")).toEqual(["4", "12345.5", "paid"]);
    expect(() => read(" 4  12345.56paid")).toThrow("t.txt, line 9: a value extends into the next column");
  });
});
