import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { csv } from "../csv.fixture.ts";
import { ROW } from "./relation.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const ROWS = 120_000;
/** Longer than the beginning that decides how a file is read. */
const long = csv("city,x,y", ROWS, (i) => [`town ${i % 7}`, i % 11, i / 8]);
const sums = (source: Awaited<ReturnType<typeof table.open>>) =>
  source.database.rows("SELECT count(*) AS n, sum(x) AS x, count(DISTINCT city) AS cities FROM source");
const usual = { n: ROWS, x: Array.from({ length: ROWS }, (_, i) => i % 11).reduce((a, b) => a + b), cities: 7 };

describe("the rest of a file after its beginning", () => {
  it.each<[string, string | Uint8Array, number, string]>([
    [
      "letters of Latin-1",
      Buffer.concat([Buffer.from(long), Buffer.from("K\xf6ln,0,1\n", "latin1")]),
      1,
      "is read as Windows-1252",
    ],
    ["a line with another line break", `${long}Rome,0,1\r\nOslo,0,1\r\n`, 2, ""],
    ["a line that ends with a carriage return", `${long}Rome,0,1\rOslo,0,1\n`, 2, ""],
    ["a footer", `${long}Total,5,6\n\nSource: me\n`, 0, "its last 2 lines (Total, 5, 6) aren't rows"],
  ])("%s", async (_what, text, more, note) => {
    const source = await table.openText("t.csv", text);
    expect(await sums(source)).toEqual([{ ...usual, n: ROWS + more, cities: 7 + more }]);
    expect(source.notes).toEqual(note === "" ? [] : [expect.stringContaining(note)]);
  });

  it.each<[string, string, string | Uint8Array, string]>([
    ["a NUL byte", "t.csv", `${long}Ro\0me,0,1\n`, `t.csv, line ${ROWS + 2} contains a NUL byte`],
    [
      "a NUL byte in a packed file",
      "t.csv.gz",
      gzipSync(`${long}Ro\0me,0,1\n`),
      `t.csv.gz, line ${ROWS + 2} contains a NUL byte`,
    ],
    [
      "an invalid byte in a UTF-8 file",
      "t.csv",
      Buffer.concat([Buffer.from(long.replaceAll("town", "Köln")), Buffer.from([0xff, 0x2c, 0x31, 0x2c, 0x31, 0x0a])]),
      "t.csv isn't valid UTF-8: it contains 1 invalid byte.",
    ],
    [
      "a row that is too long, after cells with line breaks",
      "t.csv",
      `${long}"a\nb\nc",0,1\n1,2,3,4\n`,
      `t.csv, line ${ROWS + 5} has 4 columns, but the other lines have 3.`,
    ],
    [
      "a row that is too long, in UTF-16",
      "t.csv",
      Buffer.from(`${long}1,2,3,4\n`, "utf16le"),
      `t.csv, line ${ROWS + 2} has 4 columns`,
    ],
    ["a compressed file that is cut short", "t.csv.gz", gzipSync(long).subarray(0, 300_000), "the gzip is cut short or broken."],
  ])("reports the line of %s", async (_what, name, text, line) => {
    await expect(table.openText(name, text)).rejects.toThrow(line);
  });
});

it("reads a long file of another encoding, with comments, through a copy that is removed when it is closed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "codings-copies-"));
  vi.stubEnv("TMPDIR", folder);
  try {
    const text = `# by me\n${long.replaceAll("town", "Köln")}# the end, nearly\nÖlper,0,1\n`;
    const file = await table.write("t.csv", Buffer.from(text, "latin1"));
    const source = await table.open(file, { comment: "#" });
    expect(await sums(source)).toEqual([{ ...usual, n: ROWS + 1, cities: 8 }]);
    expect(await source.database.rows(`SELECT city FROM source WHERE ${ROW} IN (3, 120000) ORDER BY ${ROW}`)).toEqual([
      { city: "Köln 3" },
      { city: "Ölper" },
    ]);
    const shown = await source.database.rows(`SELECT city, y FROM ${source.written!.relation} w WHERE ${ROW} = 3`);
    expect(shown).toEqual([{ city: "Köln 3", y: "0.375" }]);
    expect(readdirSync(folder).length).toBeGreaterThan(0);
    source.close();
    expect(readdirSync(folder)).toEqual([]);
    await expect(table.open(await table.write("u.csv", Buffer.from(`${text}1,2\n`, "latin1")), { comment: "#" })).rejects.toThrow(
      `u.csv, line ${ROWS + 5} has 2 columns, but the other lines have 3.`,
    );
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});

it("files of one table may have different styles", async () => {
  const rows = csv("Straße,x", 20, (i) => [`Köln ${i % 3}`, i]);
  await table.write("p1.csv", rows);
  await table.write("p2.csv", Buffer.from(rows.replaceAll(",", ";"), "latin1"));
  await table.write("p3.csv", Buffer.from(`\uFEFF${rows}`, "utf16le"));
  const source = await table.open(table.path("p*.csv"));
  expect(await source.database.rows('SELECT count(*) AS n, sum(x) AS x, count(DISTINCT "Straße") AS s FROM source')).toEqual([
    { n: 60, x: 570, s: 3 },
  ]);
});

it("skips more lines than the sample has", async () => {
  const lines = Array.from({ length: 300_000 }, (_, i) => `${i},${i % 7}`);
  const source = await table.openText("t.csv", `${lines.slice(0, 250_000).join("\n")}\na,b\n${lines.join("\n")}\n`, {
    skipLines: 250_000,
  });
  expect([source.rowCount, source.columns.map(({ name }) => name)]).toEqual([300_000, ["a", "b"]]);
});
