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
const LINE_OF_ROW = /its columns are called column1, column2 and so on.*--header/i;

describe("what stands between cells", () => {
  it.each<[string, string, string, readonly string[]]>([
    ["commas", `a,b\n${numbers}`, ",", ["0", "0"]],
    ["semicolons beside decimal commas", `a;b\n${rows(20, (i) => [i, `${i},5`], ";")}`, ";", ["0", "0,5"]],
    ["semicolons without names", rows(20, (i) => [`${i},5`, `${i},25`], ";"), ";", ["0,5", "0,25"]],
    ["semicolons beside commas in texts", `a;b\n${rows(20, (i) => [`x, y${i}`, i], ";")}`, ";", ["x, y0", "0"]],
    ["tabulators beside commas in all cells", `a,b\tc\n${rows(20, (i) => [`${i},5`, i], "\t")}`, "\t", ["0,5", "0"]],
    ["bars", `a|b\n${rows(20, (i) => [i, "p"], "|")}`, "|", ["0", "p"]],
    ["commas beside lists", `id,tags\n${rows(20, (i) => [i, "a;b|c"])}`, ",", ["0", "a;b|c"]],
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
    ["spaces beside quoted texts", `"name" "x"\n${rows(20, (i) => [`"a b${i}"`, i], " ")}`, "spaces", ["a b0", "0"]],
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

  it("a user may insist on it", () => {
    expect(read(`a:b\n${rows(9, (i) => [i, i], ":")}`, { delimiter: ":" }).names).toEqual(["a", "b"]);
    expect(read(`a b\n${rows(9, (i) => [`p${i}`, "q"], " ")}`, { delimiter: "spaces" }).names).toEqual(["a", "b"]);
    expect(() => read("a,b\n1,2\n", { delimiter: "::" })).toThrow(
      'delimiter is one character, "tab", "spaces" or "columns", but this is "::".',
    );
  });

  it("quotes inside of cells may have a backslash before them", () => {
    const found = read(`a,b\n${rows(9, (i) => [`"say \\"${i}\\" \\\\, twice"`, i])}`);
    expect(found.rows[3]).toEqual(['say "3" \\, twice', "3"]);
    expect(read(`a,b\n${rows(9, (i) => [`"C:\\"`, i])}`).rows[3]).toEqual(["C:\\", "3"]);
  });

  it("single quotes stand around cells where the names have them", () => {
    expect(read(`'OBS' 'GPA'\n${rows(9, (i) => [i, i / 4], " ")}`).names).toEqual(["OBS", "GPA"]);
  });
});

describe("the names of the columns", () => {
  it.each<[string, string, readonly string[]]>([
    ["texts over numbers", `a,b\n${numbers}`, ["a", "b"]],
    ["single letters over numbers", `y,n\n${numbers}`, ["y", "n"]],
    ["texts over texts that recur", `kind,city\n${rows(20, (i) => ["ab"[i % 2], "pqr"[i % 3]])}`, ["kind", "city"]],
    ["numbers in quotes over numbers without", `"1","2"\n${numbers}`, ["1", "2"]],
    ["days over numbers", `id,2024-01-01,2024-02-01\n${rows(9, (i) => [`c${i}`, i, 3])}`, ["id", "2024-01-01", "2024-02-01"]],
    [
      "years that aren't at equal steps",
      `c,2010,2015,2018\n${rows(9, (i) => ["pq"[i % 2], i, i * 2, 7])}`,
      ["c", "2010", "2015", "2018"],
    ],
    [
      "doses beside a name",
      `gene,0,0.1,1,10\n${rows(20, (i) => [`g${i}`, 3, i % 5, 1, i % 3])}`,
      ["gene", "0", "0.1", "1", "10"],
    ],
    ["numbers over texts", `1,2\n${rows(9, (i) => ["ab"[i % 2], "pq"[i % 2]])}`, ["1", "2"]],
    ["line breaks in names", `"first\r\nname",b\r\n0,1\r\n2,3\r\n`, ["first\r\nname", "b"]],
    ["an empty name", `,a,\n${rows(9, (i) => [i, "p", 2])}`, ["column1", "a", "column3"]],
    ["a name less than columns, as R writes row names", `"a","b"\n${rows(9, (i) => [`"r${i}"`, i, 3])}`, ["index", "a", "b"]],
    ["NumPy's in a comment", `# x y\n${rows(9, (i) => [i, i / 4], " ")}`, ["x", "y"]],
    [
      "a line of signs under them",
      `| a | b |\n|---|---|\n${rows(9, (i) => ["", i, i / 4, ""], "|")}`,
      ["column1", "a", "b", "column4"],
    ],
  ])("%s", (_what, text, names) => {
    expect(read(text).names).toEqual(names);
  });

  it.each<[string, string]>([
    ["numbers over numbers", numbers],
    ["texts that recur", rows(20, (i) => ["ab"[i % 2], "pqr"[i % 3]])],
    ["wavelengths over numbers", `400,410.5,421\n${rows(9, (i) => [i / 9, i / 8, i / 7])}`],
    ["years over years", `1990,1995\n${rows(9, (i) => [1991 + i, 1996 + i])}`],
  ])("a line that looks like the others is a row, and that is said: %s", (_what, text) => {
    const found = read(text);
    expect(found.names).toEqual(found.names.map((_, i) => `column${i + 1}`));
    expect(found.notes).toEqual([expect.stringMatching(LINE_OF_ROW)]);
    expect(found.rows[0]!.join()).toBe(text.slice(0, text.indexOf("\n")));
  });

  it("a user may insist that there are some, or none", () => {
    const text = `400,410.5,421\n${rows(9, (i) => [i / 9, i / 8, i / 7])}`;
    expect(read(text, { header: true })).toMatchObject({ names: ["400", "410.5", "421"], notes: [] });
    const none = read(`a,b\n${numbers}`, { header: false });
    expect([none.names, none.rows[0], none.notes]).toEqual([["column1", "column2"], ["a", "b"], []]);
  });

  it("where all cells are texts the first line is taken for names, and that is said", () => {
    expect(read("p,q\nr,s\nt,u\n")).toMatchObject({ names: ["p", "q"], notes: [note("holds texts only")] });
  });

  it("names that stand twice get numbers, and that is said once", () => {
    expect(read(`a,b,a,A,a_2\n${rows(9, (i) => [i, i, i, i, i])}`)).toMatchObject({
      names: ["a", "b", "a_3", "A_4", "a_2"],
      notes: ['t.csv has the column "a" again, which is called "a_3", "A" again, which is called "A_4"'],
    });
  });

  it("a model that learned column0 and so on finds its columns", () => {
    expect(read(numbers, { known: ["column0", "column1"] }).names).toEqual(["column0", "column1"]);
    expect(read(numbers, { known: ["column1", "column2"] }).names).toEqual(["column1", "column2"]);
    expect(read(`x,,y\n${rows(9, (i) => [i, 1, 2])}`, { known: ["x", "column1", "y"] }).names).toEqual(["x", "column1", "y"]);
  });
});

describe("what is no row is left out, and that is said", () => {
  const table = `city,x,y\n${rows(20, (i) => ["Bonn", i, 3])}`;
  it.each<[string, string, string]>([
    ["a title", `Sales of 2024\n\n${table}`, "line 1 (Sales of 2024) stands above the table"],
    ["a title and notes with commas", `Report\nIn EUR, rounded\n\n${table}`, "lines 1 to 2 (Report) stand above the table"],
    ["a title of as many words as columns", `Report,by,me\n\n${table}`, "line 1 (Report, by, me) stands above the table"],
    ["titles that are filled up", `Report,,\nMade,2024-01-01,\n,,\n${table}`, "lines 1 to 2 (Report) stand above the table"],
    ["what only names the delimiter", `sep=,\n${table}`, 'line 1 only names the delimiter (",")'],
    ["comments", `# made by x\n# in EUR\n${table}`, "lines that begin with # are comments"],
    ["units", table.replace("y\n", "y\n,kg,m/s\n"), "line 2 has units (kg, m/s)"],
    ["units in brackets", table.replace("y\n", "y\n-,[°C],(mV)\n"), "line 2 has units (-, [°C], (mV))"],
    ["a line of totals", `${table}Total,190,60\n`, "its last line (Total, 190, 60) is no row"],
    [
      "totals and a source",
      `${table},,\nSumme,190,60\n\nQuelle: Amt für Statistik\n`,
      "its last 2 lines (Summe, 190, 60) are no rows",
    ],
    ["a number of rows", `${table}\n(20 rows)\n`, "its last line ((20 rows)) is no row"],
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

  it("comments among rows, but no values that begin with the same sign", () => {
    expect(read(`a,b\n${numbers}# restarted, twice\n${numbers}`).rows.length).toBe(40);
    expect(read(`tag,n\n${rows(9, (i) => [`#t${i % 3}`, i])}`).rows.length).toBe(9);
    expect(read(`a,b\n${numbers}#N/A,5\n`).rows.length).toBe(21);
    expect(read(`a,b\n${numbers}% note\n`, { comment: "%" }).rows.length).toBe(20);
  });

  it.each(["#", "#id", "%", "--", "!", "//"])("a first name %s is no comment", (name) => {
    expect(read(`${name},y\n${numbers}`).names).toEqual([name, "y"]);
  });

  it.each(["%", "//", "--", "!"])("lines at the beginning that begin with %s", (mark) => {
    expect(read(`${mark} by me, in EUR\n${mark} 2024\n${table}`)).toMatchObject({
      names: ["city", "x", "y"],
      notes: [note("comments")],
    });
  });

  it("as many lines as a user says", () => {
    const found = read(`made,by,me\n1,2,3\n${table}`, { skipLines: 2 });
    expect([found.names, found.rows.length, found.notes]).toEqual([["city", "x", "y"], 20, []]);
  });

  it.each<[string, string, string]>([
    ["a row that is cut short", `${table}Rome,3`, "t.csv, line 22 has 2 columns where the others have 3."],
    ["a row that is cut in its first cell", `${table}New Yo`, "t.csv, line 22 has 1 columns where the others have 3."],
    ["a row that is too long", table.replace("Bonn,3,3", "Bonn,3,3,4"), "t.csv, line 5 has 4 columns where the others have 3."],
    ["a quote that doesn't end", `${table}"Rome,3,4\n`, "t.csv, line 22: a quoted text doesn't end. Close its quotes."],
    ["a NUL byte", table.replace("Bonn,4", "Bo\0nn,4"), "t.csv, line 6 has a NUL byte"],
    ["no rows", "a,b\n", "t.csv has no rows."],
  ])("%s is a mistake: its line", (_what, text, line) => {
    expect(() => read(text)).toThrow(line);
  });

  it("a row that ends with a delimiter may lack empty cells", () => {
    expect(read(`a,b,c,d\n${rows(9, (i) => [i, 2, 3, 4])}5,6,\n`).rows[9]).toEqual(["5", "6", "", ""]);
  });

  it("empty cells behind the last column are none", () => {
    expect(read(`a,b\n${rows(9, (i) => [i, 2, ""])}`)).toMatchObject({
      names: ["a", "b"],
      rows: expect.arrayContaining([["0", "2"]]),
    });
  });
});

describe("columns that are told by their places", () => {
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
    expect(notes).toEqual([expect.stringContaining("its columns are told apart by their places in the lines")]);
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

  it("take a value that is longer than those at the beginning, and refuse one that fills the gap", () => {
    const { spans } = found(table);
    const read = (line: string) => linesIn(line, { delimiter: "columns", quote: '"', spans }, "t.txt", 9)[0]!.cells;
    expect(read(" 4  12345.5 paid")).toEqual(["4", "12345.5", "paid"]);
    expect(() => read(" 4  12345.56paid")).toThrow("t.txt, line 9: a value runs from one column into the next");
  });
});
