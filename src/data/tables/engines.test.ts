import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import type { Dataset } from "../dataset.ts";
import { arrowFile } from "../readers/arrow.fixture.ts";
import { readCsv } from "../readers/csv.ts";
import { readJson } from "../readers/json.ts";
import { csv } from "./csv.fixture.ts";
import { openTableSource } from "./duckdb/source.node.ts";
import { type MemoryTableOptions, tableDataset } from "./memory/dataset.ts";
import { fromRecords, openTable } from "./open.node.ts";
import { openTable as openInPage } from "./open.ts";
import type { Records } from "./records.ts";

const folder = temporaryFolder();

/**
 * Checks that numbers are within 1e-9 of each other and everything else is equal. Calls `expect` only for differences, because a
 * call takes a tenth of a millisecond.
 */
function expectAlike(page: unknown, node: unknown, at: string): void {
  if (Object.is(page, node)) return;
  if (typeof node === "number" && typeof page === "number" && Number.isFinite(node)) {
    const most = 1e-9 * Math.max(1e-3, Math.abs(node));
    if (!(Math.abs(page - node) <= most)) expect(Math.abs(page - node), `${at}: ${page} and ${node}`).toBeLessThanOrEqual(most);
  } else if (node === null || typeof node !== "object") expect(page, at).toEqual(node);
  else {
    const [pages, nodes] = [page, node].map((object) => Object.keys(object as object).sort());
    if (pages!.join("\n") !== nodes!.join("\n")) expect(pages, at).toEqual(nodes);
    for (const key of nodes!) expectAlike((page as never)[key], (node as never)[key], `${at}.${key}`);
  }
}

function expectSame(page: Dataset, node: Dataset): void {
  const { examples, notes: _, ...rest } = page;
  const { examples: nodesExamples, notes: _nodes, ...nodes } = node;
  expectAlike(rest, nodes, "dataset");
  expect(examples.shape).toEqual(nodesExamples.shape);
  for (let i = 0; i < examples.data.length; i++) {
    const x = examples.data[i]!;
    const y = nodesExamples.data[i]!;
    if (!(x === y || (Number.isNaN(x) && Number.isNaN(y)) || Math.abs(x - y) <= 1e-5 * Math.max(1, Math.abs(y))))
      expect(x, `feature ${i}`).toBe(y);
  }
}

async function compare(name: string, text: string, options: MemoryTableOptions = {}): Promise<Dataset> {
  const read = name.endsWith("json") || name.endsWith("jsonl") ? readJson : readCsv;
  const asked = { validation: 0.1, seed: 42, ...options };
  const { dataset } = await tableDataset(await read(text, name), asked);
  expectSame(dataset, await openTable(await folder.write(name, text), asked));
  return dataset;
}

/** Columns at fixed positions, with some blank cells. */
const aligned = [
  "name          n   weight  city",
  ...Array.from({ length: 60 }, (_, i) =>
    `${`Ann ${"xyz".slice(i % 3)}`.padEnd(10)} ${String(i % 4 ? i % 7 : "").padStart(4)} ${String(i % 5 ? i / 8 : "").padStart(8)}  ${i % 3 ? "Rome" : ""}`.trimEnd(),
  ),
  "",
].join("\n");

const two = (n: number) => String(n).padStart(2, "0");
const columns: readonly (readonly [string, (i: number) => unknown])[] = [
  ["whole numbers", (i) => i % 5],
  ["numbers with a heavy tail", (i) => (i === 0 ? 1e6 : i % 101)],
  ["negative and tiny numbers", (i) => (Math.sin(i) * 10 ** -(i % 9)).toString()],
  ["categories and one seen once", (i) => (i === 0 ? "once" : i % 3 ? "b" : "a")],
  ["many categories, at equal counts", (i) => `ä${(i * 31) % 60}`],
  ["true and false", (i) => (i % 3 ? "true" : "false")],
  ["yes and no", (i) => (i % 3 ? "yes" : "no")],
  ["times of a day", (i) => `2024-01-01 ${two(i % 24)}:00:00`],
  ["times with fractions of seconds", (i) => `2024-01-01T${two(i % 24)}:00:00.12`],
  ["times with a zone", (i) => `2024-01-01T${two(i % 24)}:00:00+02:00`],
  ["times of day", (i) => `${i % 24}:30`],
  ["days of a week", (i) => `2024-01-${10 + (i % 9)}`],
  ["days of a year", (i) => `2024-${two(1 + (i % 12))}-10`],
  ["days as 31.12.2024", (i) => `${10 + (i % 15)}.${two(1 + (i % 12))}.2024`],
  ["days as 12/31/2024", (i) => `${two(1 + (i % 12))}/${10 + (i % 19)}/2024`],
  ["days of two-digit years", (i) => `${10 + (i % 15)}.${two(1 + (i % 12))}.${10 + (i % 9)}`],
  ["times as 31.12.2024 14:30:00", (i) => `${10 + (i % 15)}.${two(1 + (i % 12))}.2024 ${two(i % 24)}:30:00`],
  ["days, one with a time", (i) => (i === 3 ? "2024-01-12 03:00:00" : `2024-01-${10 + (i % 9)}`)],
  ["identifiers", (i) => `user-${i}`],
  ["row numbers", (i) => 100 + i],
  ["row numbers backwards", (i) => 900 - i],
  ["prose", (i) => `some words ${i % 150}`],
  ["constants", () => 3],
  ["constants with missing values", (i) => (i % 2 ? 3 : "")],
  ["nothing", () => ""],
  ["missing values in all notations", (i) => (i % 4 ? i % 7 : ["", "NA", "NaN", "?"][i % 3])],
  ["missing texts", (i) => (i % 4 ? "pqr"[i % 3] : ["", "N/A", "null", "None"][i % 3])],
  ["numbers with spaces around them", (i) => ` ${i % 5} `],
  ["numbers with leading zeros", (i) => two(i % 12)],
  ["numbers with a point and leading zeros", (i) => `0${i % 12}.5`],
  ["numbers with a plus", (i) => `+${i % 5}.5`],
  ["numbers in powers of ten", (i) => `${i % 7}e-${i % 3}`],
  ["large whole numbers", (i) => `90071992547409930${10 + (i % 89)}`],
  ["postal codes", (i) => `0${(i * 37) % 10}0${(i * 7) % 10}7`],
  ["postal codes, the first with a zero far down", (i) => (i === 150 ? "01067" : `${10_000 + ((i * 37) % 60)}`)],
  ["identifiers of 20 digits", (i) => `123456789012345670${10 + (i % 89)}`],
  ["identifiers of 20 digits, different in every row", (i) => `12345678901234567${100 + i}`],
  ["identifiers, one of which is long, far down", (i) => (i === 150 ? "12345678901234567890" : `${i % 60}`)],
  ["identifiers of 16 digits", (i) => `411111111111${1000 + (i % 60)}`],
  ["identifiers that look like powers of ten", (i) => `${(i * 7919) % 90}e${10 + ((i * 31) % 90)}`],
  ["codes of countries, one of which is NA", (i) => ["NA", "DE", "FR", "ZA", "GB", "JP", "AT", "CH", "ES", "IT", "SE"][i % 11]],
  ["missing values as MySQL writes them", (i) => (i % 4 ? i % 7 : "\\N")],
  ["days, and MySQL's missing days", (i) => (i % 5 ? `2024-01-${10 + (i % 9)}` : "0000-00-00")],
  ["days with hours", (i) => `2024-01-${10 + (i % 9)} ${two(i % 24)}`],
  ["numbers between non-breaking spaces", (i) => `\u00a0${i % 7}.5\u00a0`],
  ["amounts in dollars", (i) => `"$${i % 7 ? 1 : 2},2${10 + (i % 80)}.50"`],
  ["amounts in euros, with points between thousands", (i) => `"${1 + (i % 3)}.2${10 + (i % 80)},5${i % 10} €"`],
  ["percent", (i) => `${(i * 7) % 101}.${i % 10}%`],
  ["parentheses for negative numbers", (i) => (i % 3 ? `${i % 17}.50` : `(${i % 19}.25)`)],
  ["fractions among numbers", (i) => (i % 5 ? `${i % 7}` : `${i % 3} 1/2`)],
  [
    "whole numbers with commas, one of them with decimals",
    (i) => (i === 150 ? '"1,234.5"' : `"${1 + (i % 3)},2${10 + (i % 80)}"`),
  ],
  ["words for missing values among numbers", (i) => (i % 4 ? `${i % 7}.5` : ["unknown", "k.A.", "--", "#DIV/0!"][(i / 4) % 4])],
  [
    "dashes, points and spreadsheet errors for missing values",
    (i) => (i % 4 ? "pqr"[i % 3] : ["-", ".", "#N/A", "<NA>"][(i / 4) % 4]),
  ],
  ["strands of genes, plus and minus", (i) => (i % 7 ? "+-"[i % 2] : "NA")],
  ["days and months that can't be told apart", (i) => `0${1 + (i % 9)}/0${1 + ((i * 7) % 9)}/2024`],
  ["first days of months", (i) => `${1 + (i % 12)}/1/${two(85 + (Math.floor(i / 12) % 10))}`],
  ["times with AM and PM", (i) => `1/${13 + (i % 9)}/2024 ${1 + (i % 12)}:30 ${i % 2 ? "AM" : "PM"}`],
  ["months by their names", (i) => `${1 + (i % 27)} ${["Jan", "Feb", "March"][i % 3]} 2024`],
  ["months of a year", (i) => `202${i % 4}-${two(1 + (i % 12))}`],
  ["quarters", (i) => `202${i % 4}Q${1 + (i % 4)}`],
  ["days as numbers", (i) => `2024${two(1 + (i % 12))}${10 + (i % 19)}`],
  ["seconds since 1970", (i) => 1704067200 + 3660 * i],
  ["milliseconds since 1970", (i) => `${1704067200000 + 3_660_000 * i}`],
  ["nanoseconds since 1970", (i) => `${1704067200000000000n + 3_660_000_000_000n * BigInt(i)}`],
  [
    "times of logs with offsets that differ",
    (i) => `${10 + (i % 19)}/Oct/2023:13:${two(i % 60)}:36 ${i % 2 ? "-0700" : "+0000"}`,
  ],
  ["durations", (i) => `${i % 40}:${two(i % 60)}:00`],
  ["UUIDs", (i) => `8b6b2c5e-8c8a-4f0a-9a9d-1b2c3d4e5f${10 + (i % 80)}`],
  ["web addresses", (i) => `https://example.org/${i % 80}`],
  ["e-mail addresses", (i) => `someone${i % 80}@example.org`],
  ["sentences", (i) => `this is sentence number ${i} of some that are all different`],
  ["numbers, some of which are -999", (i) => (i % 9 ? `${i % 7}.5` : -999)],
  ["texts, some of which are numbers", (i) => (i % 2 ? i % 5 : "ab"[i % 4 ? 0 : 1])],
  ...[7, 12, 150].map((every): (typeof columns)[number] => [
    `numbers, one of ${every} with a letter in it`,
    (i) => (i % every === 5 ? `1x${i % 3}` : i % 37),
  ]),
  ["numbers with a point that all differ, one of 20 with a letter in it", (i) => (i % 20 === 5 ? `1${i}x` : `${i}.25`)],
  [
    "times that all differ, one of 20 with a letter in it",
    (i) => `2024-01-${10 + (i % 9)} ${two(i % 24)}:${two(i % 60)}${i % 20 ? "" : "o"}`,
  ],
  ["times of day, one of 20 of which is a word", (i) => (i % 20 ? `${i % 24}:30` : "noon")],
  ["days as 31.12.2024, one of 20 of which is a word", (i) => (i % 20 ? `${10 + (i % 15)}.${two(1 + (i % 12))}.2024` : "soon")],
  ["amounts in dollars, one of 20 of which is a word", (i) => (i % 20 ? `"$${i % 7 ? 1 : 2},2${10 + (i % 80)}.50"` : "free")],
  ["numbers with leading zeros and a letter", (i) => (i === 5 ? "1o" : two(i % 12))],
  ["row numbers with a letter", (i) => (i === 5 ? "10o" : 100 + i)],
  ["constants and a letter", (i) => (i === 5 ? "x" : 3)],
];

describe("a page learns the same from a table as Node", () => {
  it.each(columns)("%s", async (_what, value) => {
    const text = csv("other,x", 200, (i) => [(i * 7919) % 101, value(i)]);
    await compare("t.csv", text);
  });

  const chosen = columns.filter(
    ([what]) =>
      !/prose|nothing|identifiers|backwards|parts|large|since 1970|can't be told|euros|UUIDs|addresses|sentences|months|quarters|AM and PM|as numbers|lengths|logs|fractions|words for|one of them/.test(
        what,
      ),
  );
  it.each(chosen)("%s, as labels", async (_what, value) => {
    const text = csv("other,x", 200, (i) => [(i * 7919) % 101, value(i)]);
    await compare("t.csv", text, { label: "x", validation: 50 });
  });

  it("these columns together, as categories and as keys", async () => {
    const names = chosen.map((_, i) => `x${i}`);
    const text = csv(`other,${names.join()}`, 200, (i) => [(i * 7919) % 101, ...chosen.map(([, value]) => value(i))]);
    const { table } = await compare("t.csv", text, { categories: names, validation: 0.3, seed: 7 });
    expect(table!.columns.length + table!.leftOut.length).toBe(names.length + 1);
    const { keys } = await compare("t.csv", text, { keys: names });
    expect(Object.keys(keys!)).toEqual(names);
  });

  const mixed = csv("id,x,c,ok,when", 300, (i) => [
    1000 + i,
    i % 11 === 0 ? "" : i % 7,
    i % 13 === 0 ? "" : "pqr"[i % 3],
    i % 2 === 0,
    `2024-01-01 ${two(i % 24)}:00:00`,
  ]);
  it.each([
    ["t.csv", mixed],
    ["t.tsv", mixed.replaceAll(",", "\t")],
    ["windows.csv", mixed.replaceAll("\n", "\r\n")],
    ["bars.csv", mixed.replaceAll(",", "|")],
    ["decimal.csv", csv("a;b", 40, (i) => [`${i * i},5`, "pq"[i % 2]], ";")],
    ["decimal-unnamed.csv", csv("a;1,5;a", 40, (i) => ["ab"[i % 2], `${i * i},5`, "a"], ";")],
    ["thousands.csv", csv("a;b", 40, (i) => [`${1 + (i % 9)}.200`, `${1 + (i % 9)}.200,${two(i)}`], ";")],
    ["commas.csv", csv("a;b", 40, (i) => [`${1 + (i % 9)},250`, "pq"[i % 2]], ";")],
    ["orders.csv", csv("a,b", 40, (i) => [`0${1 + (i % 9)}/0${1 + ((i * 7) % 9)}/2024`, `${13 + (i % 9)}/01/2024`])],
    ["spaced.csv", mixed.replaceAll(",", ", ")],
    ["titled.csv", `A title of the sheet\n\n${mixed}`],
    ["unnamed.csv", mixed.slice(mixed.indexOf("\n") + 1)],
    ["no-header-numbers.csv", csv("2019,2020", 40, (i) => [i * 1.5, (i * i) % 7])],
    ["years.csv", csv("region,2019,2020,2021", 40, (i) => ["NSEW"[(i * 7) % 4], i % 17, (i * 3) % 11, (i * 5) % 13])],
    ["numbered.csv", csv(",0,1,2,3", 40, (i) => [i, i % 17, (i * 3) % 11, (i * 5) % 13, i / 7])],
    ["steps.csv", csv("400,402,407", 40, (i) => [i / 7, i / 3, i / 11])],
    ["wide.csv", csv("3,1,4,1,5,9,2,6,5,3,5", 40, (i) => Array.from({ length: 11 }, (_, j) => (i * (j + 3)) % 7))],
    ["braces.csv", csv("{},x", 40, (i) => ["pq"[i % 2], i % 7])],
    ["half-named.csv", mixed.replace("x,c", ",c")],
    ["empty-lines.csv", mixed.replaceAll("\n10", "\n\n10")],
    ["together.csv", csv("a,b,c", 60, (i) => (i === 33 ? ["a", "b", "c"] : [i % 7, "pq"[i % 2], i / 8]))],
    ["empty-end.csv", `${csv("x", 40, (i) => [i % 7])}  \n\n`],
    ["lags.csv", csv("a,b\n,\n,", 40, (i) => [i % 7, i / 8])],
    ["one-column.csv", 'city\nOslo\nOslo\n\nRome\nRome\n""\n'],
    ["quoted.csv", csv('"a ""q""","b,c"', 40, (i) => [`"x, ${i % 3}\nand ""more"""`, i % 7])],
    [
      "t.json",
      JSON.stringify(
        Array.from({ length: 60 }, (_, i) => ({
          x: i % 7,
          c: "pq"[i % 2],
          l: [i],
          ...(i % 5 && { d: `2024-01-${10 + (i % 9)}` }),
        })),
      ),
    ],
    [
      "identifiers.json",
      `[${Array.from({ length: 60 }, (_, i) => `{"id": 90071992547409${900 + i}, "s": "0${i % 7}", "x": ${i / 7}, "c": 1234567890123456${700 + (i % 5)}, "t": "\\"12345678901234567890${i % 3}"}`).join(",")}]`,
    ],
    [
      "t.jsonl",
      Array.from({ length: 60 }, (_, i) =>
        JSON.stringify({ x: i / 7, ok: i % 2 === 0, o: { a: i }, m: i % 2 ? i : "x", c: i % 3 ? "NA" : "" }),
      ).join("\n"),
    ],
    [
      "mixed.json",
      `[${Array.from({ length: 60 }, (_, i) => `{"2021": ${i % 7}, "title": ${i % 9 ? `"t${i % 5}"` : ["1776", "0.25", "true", "1e300"][(i / 9) % 4]}, "2020": ${i % 4 ? i / 8 : `"${i},5"`}, "in": {"2": ${i % 3}, "1": ${i % 5 ? '"p"' : 3}}}`).join(",")}]`,
    ],
    [
      "written.json",
      JSON.stringify(
        Array.from({ length: 60 }, (_, i) => ({
          price: `$1,2${10 + i}.50`,
          day: `${10 + (i % 19)}/01/2024`,
          ts: 1704067200000 + 3_660_000 * i,
          share: `${i},5 %`,
          z: i % 7,
        })),
      ),
    ],
  ])("%s", async (name, text) => {
    await compare(name, text);
  });

  it.each<[string, string, (i: number) => unknown, MemoryTableOptions]>([
    ["decimal", "x", (i) => `"${1 + (i % 9)},250"`, { decimal: "," }],
    ["thousands", "x", (i) => `${1 + (i % 9)}.250`, { decimal: ",", thousands: "." }],
    ["missingValues", "x", (i) => (i % 9 ? `${i % 7}.5` : -999), { missingValues: ["-999"] }],
    ["missingValues of whole numbers", "x", (i) => (i % 9 ? i % 7 : 9999), { missingValues: ["9999", "x"] }],
    ["missingValues of words", "x", (i) => (i % 9 ? "pqr"[i % 3] : "none of these"), { missingValues: ["none of these"] }],
    ["missingValues of days", "x", (i) => (i % 9 ? `2024-01-${10 + (i % 9)}` : "1900-01-01"), { missingValues: ["1900-01-01"] }],
    ["dayFirst", "x", (i) => `0${1 + (i % 9)}/0${1 + ((i * 7) % 9)}/2024`, { dayFirst: false }],
    ["timeFormat", "x", (i) => `2024~0${1 + (i % 9)}~1${i % 9}`, { timeFormat: "%Y~%m~%d" }],
  ])("the option %s", async (_what, name, value, options) => {
    const { table } = await compare(
      "t.csv",
      csv(`other,${name}`, 200, (i) => [(i * 7919) % 101, value(i)]),
      options,
    );
    expect(table!.columns.map((column) => column.name)).toEqual(["other", "x"]);
  });

  it("more rows than the quartiles' sample", async () => {
    const text = csv("x,c", 230_000, (i) => [Math.exp(Math.sin(i * i) * 12).toFixed(6), `c${(i * 7919) % 7}`]);
    await compare("t.csv", text);
  });
});

const ADBENCH = "../shared/data/adbench";
const adbench = existsSync(ADBENCH) ? readdirSync(ADBENCH).filter((name) => name.endsWith(".csv")) : [];
it.skipIf(adbench.length === 0).each(adbench)("%s of ADBench is learned the same as in Node", async (name) => {
  const text = readFileSync(join(ADBENCH, name), "utf8");
  await compare(name, text);
  const { labels } = await compare(name, text, { label: "anomaly" });
  expect(new Set(labels!.data).size).toBe(2);
});

describe("both engines read the same from text files", () => {
  const table = csv("Straße,größe,x", 60, (i) => [`Köln ${"pqr"[i % 3]}`, i % 7, i / 8]);
  const spaced = csv("name mass size", 60, (i) => ["pqr"[i % 3], i % 7, i / 8], " ");
  const utf16 = Buffer.from(table, "utf16le");
  const mixed = (ends: readonly string[]) =>
    table
      .split("\n")
      .map((line, i) => line + ends[i % ends.length])
      .join("");
  it.each<[string, string | Uint8Array, MemoryTableOptions?]>([
    ["mark.csv", `\uFEFF${table}`],
    ["latin1.csv", Buffer.from(table, "latin1")],
    ["windows-1252.csv", Buffer.from(table.replaceAll("ß", "\x80"), "latin1")],
    ["utf16.csv", utf16],
    ["utf16-mark.csv", Buffer.from(`\uFEFF${table}`, "utf16le")],
    ["utf16be.csv", Buffer.from(utf16).swap16()],
    ["mac.csv", Buffer.from(table.replaceAll("ö", "\x9a").replaceAll("ß", "\xa7"), "latin1"), { encoding: "macintosh" }],
    ["cr.csv", table.replaceAll("\n", "\r")],
    ["mixed.csv", mixed(["\n", "\r\n"])],
    ["all.csv", mixed(["\n", "\r\n", "\r"])],
    ["breaks.csv", csv('"first\r\nname",b', 40, (i) => [`"x${i % 3}\ny"`, i % 7]).replaceAll("}\n", "}\r\n")],
    ["packed.csv.gz", gzipSync(table)],
    ["packed-latin1.csv.gz", gzipSync(Buffer.from(table, "latin1"))],
    ["spaces.dat", spaced],
    ["no-end.csv", table.trimEnd()],
    ["sep.csv", `sep=;\n${table.replaceAll(",", ";")}`],
    ["title.csv", `Title, with "quotes\n\n${table}`],
    ["comments.csv", `# made by me\n${table}# restarted\n`, { comment: "#" }],
    ["comments-found.csv", csv("# by me\nx,y", 40, (i) => (i === 20 ? ["# restarted"] : [i, i % 7]))],
    ["units.csv", table.replace("x\n", "x\n,kg,m\n")],
    ["totals.csv", `${table}Total,180,220\n\nSource: me\n`],
    ["counts.csv", `60,1,p,q\n${csv("", 60, (i) => [i % 7, i / 8]).slice(1)}`],
    ["names.csv", csv('"a","b"', 60, (i) => [`"r${i}"`, i % 7, i / 8])],
    ["twice.csv", csv("a,b,a,A", 60, (i) => [i % 7, i / 8, i % 5, i % 3])],
    ["no-names.csv", csv("p,q,1", 60, (i) => ["ab"[i % 2], "cd"[i % 2], i]), { header: false }],
    ["names-told.csv", csv("1,2,3", 60, (i) => [i % 7, i / 8, i % 3]), { header: true }],
    ["skipped.csv", `a,b,c\n1,2,3\n${table}`, { skipLines: 2 }],
    ["colons.csv", table.replaceAll(",", ":"), { delimiter: ":" }],
    ["one.csv", csv("weight in kg", 60, (i) => [i / 8])],
    ["trailing.csv", csv("a,b", 60, (i) => [i % 7, i / 8, ""])],
    ["short.csv", table.replace("Köln p,0,0\n", "Köln p,\n")],
    ["escaped.csv", csv("a,b", 60, (i) => [`"say \\"${i % 3}\\""`, i % 7])],
    ["blanks.txt", aligned],
    ["years.csv", csv("year,x", 60, (i) => [1950 + i, i % 7])],
  ])("%s", async (name, content, options = {}) => {
    const bytes = Buffer.from(content as string);
    const asked = { validation: 0.1, seed: 42, ...options };
    const path = folder.path(name);
    await writeFile(path, bytes);
    const page = await openInPage(new File([bytes], name), asked);
    const node = await openTable(path, asked);
    expectSame(page, node);
    expect(page.notes).toEqual(node.notes);
    // A model's stored options read the next file in the same way.
    expectSame(
      await openInPage(new File([bytes], name), { preprocessing: page.table! }),
      await openTable(path, { preprocessing: page.table! }),
    );
    const counts: Record<string, number> = { "breaks.csv": 40, "comments-found.csv": 39, "no-names.csv": 61 };
    expect(page.examples.shape[0]).toBe(counts[name] ?? 60);
  });

  it.each<[string, string | Uint8Array, string]>([
    ["cut.csv", `${table}Rome,3`, "cut.csv, line 62 has 2 columns, but the other lines have 3."],
    ["cut16.csv", Buffer.from(`${table}Rome,3`, "utf16le"), "cut16.csv, line 62 has 2 columns, but the other lines have 3."],
    ["quote.csv", `${table}"Rome,3,4\n`, "quote.csv, line 62: a quoted text doesn't end."],
    [
      "breaks.csv",
      table.replace("Köln p,0,0\n", '"Köln\n\n p",0,0\n1,2,3,4\n'),
      "breaks.csv, line 5 has 4 columns, but the other lines have 3.",
    ],
    ["nul.csv", table.replace("Köln q", "Kö\0ln q"), "nul.csv, line 3 contains a NUL byte"],
    [
      "unknown.csv",
      Buffer.concat([Buffer.from(table, "latin1"), Buffer.from([0x81, 0x0a])]),
      "unknown.csv is neither UTF-8 nor Windows-1252.",
    ],
    ["cut.csv.gz", gzipSync(table).subarray(0, 200), "cut.csv.gz: the gzip is cut short or broken."],
  ])("%s: the same message", async (name, content, line) => {
    const bytes = Buffer.from(content as string);
    const path = folder.path(name);
    await writeFile(path, bytes);
    await expect(openInPage(new File([bytes], name))).rejects.toThrow(line);
    await expect(openTable(path)).rejects.toThrow(line);
  });
});

describe("both engines read the same rows from any input", () => {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: `user-${i}`,
    x: i % 7,
    y: i % 11 === 0 ? null : i / 7,
    c: i % 13 === 0 ? null : "pqr"[i % 3]!,
    ok: i % 2 === 0,
    when: `2024-01-${10 + (i % 9)} ${two(i % 24)}:00:00`,
  }));
  const cell = (value: unknown) => (value === null ? "" : String(value));
  const text = csv("id,x,y,c,ok,when", rows.length, (i) => Object.values(rows[i]!).map(cell));
  const options = { validation: 0.2, seed: 3, label: "c" };
  async function* inParts() {
    yield rows.slice(0, 25);
    for (const row of rows.slice(25)) yield row;
  }
  const parquet = async () => {
    const types = { id: "STRING", x: "INT64", y: "DOUBLE", c: "STRING", ok: "BOOLEAN", when: "TIMESTAMP" } as const;
    const valueIn = (name: keyof typeof types, value: unknown) =>
      name === "x" ? BigInt(value as number) : name === "when" ? new Date(`${(value as string).replace(" ", "T")}Z`) : value;
    const columnData = Object.entries(types).map(([name, type]) => ({
      name,
      type,
      data: rows.map((row) => valueIn(name as keyof typeof types, row[name as keyof typeof types])),
    }));
    return new Blob([parquetWriteBuffer({ columnData })]);
  };
  const given: readonly (readonly [string, () => Promise<Blob> | Blob | Records])[] = [
    ["a File of CSV", () => new File([text], "t.csv")],
    ["a File of compressed CSV", () => new File([gzipSync(text)], "t.csv.gz")],
    ["a Blob of compressed CSV", () => new Blob([gzipSync(text)])],
    ["a File of JSON", () => new File([JSON.stringify(rows)], "t.json")],
    ["a Blob of JSON lines", () => new Blob([rows.map((row) => JSON.stringify(row)).join("\n")])],
    ["a Blob of Parquet", parquet],
    ["an array of objects", () => rows],
    ["an iterable of objects", () => rows.values()],
    ["an asynchronous iterable of objects and of arrays of them", inParts],
    [
      "objects with times and missing values",
      () => rows.map((row) => ({ ...row, when: new Date(`${row.when}Z`), y: row.y ?? Number.NaN })),
    ],
  ];

  it.each(given)("%s", async (_what, make) => {
    const page = await openInPage(await make(), options);
    const node = await openTable(await make(), options);
    expectSame(page, node);
    const { name: _node, ...ofNode } = node;
    const { name: _file, ...ofFile } = await openTable(await folder.write("t.csv", text), options);
    expectSame({ ...ofNode, name: "" }, { ...ofFile, name: "" });
  });

  it("whole numbers keep their digits, and numbers with a point stay numbers", async () => {
    const large = rows.map((row, i) => ({ x: row.x, id: 9_007_199_254_740_993n + BigInt(i), y: 1e17 * (i % 5) }));
    const page = await openInPage(large);
    expectSame(page, await openTable(large));
    expect(page.keys!.id!.slice(0, 2)).toEqual(["9007199254740993", "9007199254740994"]);
    expect(page.table!.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["x number", "y number"]);
  });

  it("a missing value stays missing in a column with the name of an object property", async () => {
    const gaps = rows.map((row, i) => ({ x: row.x, ...(i % 5 > 0 && { constructor: row.y ?? 0 }) }));
    const page = await openInPage(gaps);
    expectSame(page, await openTable(gaps));
    expect(page.table!.columns.map(({ name, missing }) => [name, missing > 0])).toEqual([
      ["x", false],
      ["constructor", true],
    ]);
  });

  it("holds out rows only if an option says so", async () => {
    const page = await openInPage(rows);
    expectSame(page, await fromRecords(rows));
    expect([page.heldOut, page.rowIndices]).toEqual([undefined, undefined]);
    expectSame(await openInPage(rows, { preprocessing: page.table! }), await openTable(rows, { preprocessing: page.table! }));
  });

  it("windows and queries of objects in Node", async () => {
    const cut = await openTable(rows, { query: "SELECT x, y FROM data WHERE ok", windows: { window: 4, step: 2 } });
    expect(cut.examples.shape).toEqual([14, 4, 2]);
  });

  it.each<[string, Records, string]>([
    ["no rows", [], "records has no rows. Use a table with at least one row."],
    [
      "a row that isn't an object",
      [{ x: 1 }, 2 as never],
      'records: row 2 is 2, but each row must be an object such as {"x": 1, "y": 2}.',
    ],
    ["an infinite number", [{ x: 1 }, { x: Number.POSITIVE_INFINITY }], 'records: column "x" is Infinity in row 2.'],
  ])("%s: the same message", async (_what, records, line) => {
    await expect(openInPage(records)).rejects.toThrow(line);
    await expect(openTable(records)).rejects.toThrow(line);
  });

  it.each<[string, (row: (typeof rows)[number], i: number) => Record<string, unknown>, string]>([
    ["lacks a column", ({ x: _, ...row }) => row, 'records lacks the column "x" that the model was trained on.'],
    [
      "has values of another kind",
      (row) => ({ ...row, when: row.x }),
      'column "when" was a time in training, but its type here is BIGINT.',
    ],
    [
      "has words in more than a tenth of its numbers",
      (row, i) => ({ ...row, x: i >= 8 && i < 15 ? "many" : `${row.x}` }),
      'records: column "x" was a number in training, but it is "many" in row 9. Correct its values.',
    ],
  ])("refuses a model's table that %s", async (_what, change, line) => {
    const { table: preprocessing } = await openInPage(rows);
    for (const open of [openInPage, openTable]) await expect(open(rows.map(change), { preprocessing })).rejects.toThrow(line);
  });

  it("words among up to a tenth of its numbers or times count as missing, with a note", async () => {
    const { table: preprocessing } = await openInPage(rows);
    const dirty = rows.map((row, i) => ({
      ...row,
      x: i >= 8 && i < 14 ? "many" : `${row.x}`,
      when: i === 2 ? "soon" : row.when,
    }));
    const [page, node] = [await openInPage(dirty, { preprocessing }), await openTable(dirty, { preprocessing })];
    const lines = [
      'column "x": 6 of 60 values aren\'t numbers; the first is "many" in row 9. Each counts as missing; check lists them all',
      'column "when": 1 of 60 values isn\'t a time; the first is "soon" in row 3. Each counts as missing; check lists it',
    ];
    expect([page.notes, node.notes]).toEqual([lines, lines]);
    const gaps = dirty.map((row) => ({
      ...row,
      x: row.x === "many" ? null : Number(row.x),
      when: row.when === "soon" ? null : row.when,
    }));
    for (const dataset of [page, node]) expectSame(dataset, await openInPage(gaps, { preprocessing }));
    const told: string[] = [];
    const { notes } = await openTable(dirty, { preprocessing, warn: (line) => told.push(line) });
    expect([notes, told]).toEqual([undefined, lines]);
  });

  it("leave nothing in the folder for temporary files", async () => {
    vi.stubEnv("TMPDIR", folder.path());
    const source = await openTableSource(rows);
    expect(source.rowCount).toBe(60);
    source.close();
    await expect(openTableSource([])).rejects.toThrow("records has no rows");
    vi.unstubAllEnvs();
    expect(await readdir(folder.path())).toEqual([]);
  });
});

describe("texts in up to a tenth of a column's numbers or times", () => {
  const day = (i: number) => `2024-${two(1 + (i % 12))}-10`;
  const text = csv("n,day,c", 200, (i) => [i % 20 === 3 ? `${i}o` : i % 7, i % 50 === 9 ? "soon" : day(i), "ab"[i % 2]]);

  it("count as missing, and a note has their number and the first one in the file, whatever rows are held out", async () => {
    for (const validation of [undefined, 0.1, 0.5]) {
      const options = { ...(validation && { validation }), seed: 3 };
      const page = await openInPage(new File([text], "t.csv"), options);
      const node = await openTable(await folder.write("t.csv", text), options);
      expectSame(page, node);
      const lines = [
        'column "n": 10 of 200 values aren\'t numbers; the first is "3o" in row 4. Each counts as missing; codings check t.csv lists them all',
        'column "day": 4 of 200 values aren\'t times; the first is "soon" in row 10. Each counts as missing; codings check t.csv lists them all',
      ];
      expect([page.notes, node.notes]).toEqual([lines, lines]);
      expect(page.examples.data.filter((x) => Number.isNaN(x))).toHaveLength(10 + 4 * 4);
      if (validation === undefined)
        expect(page.table!.columns).toMatchObject([
          { name: "n", kind: "number", missing: expect.closeTo(0.05) },
          { name: "day", kind: "date", type: "DATE" },
          { name: "c", kind: "category", missing: 0 },
        ]);
    }
  });

  it("are also reported for windows", async () => {
    const windows = { window: 4, step: 4 };
    const { notes, examples } = await openTable(await folder.write("t.csv", text), { windows });
    expect(notes!.map((line) => line.slice(0, 12))).toEqual(['column "n": ', 'column "day"']);
    expect(examples.shape).toEqual([50, 4, 8]);
  });
});

describe("names that are equal in SQL", () => {
  const n = Array.from({ length: 40 }, (_, i) => i % 7);
  const half = (offset: number) => n.map((x) => x / 2 + offset);
  const parquet = (...names: string[]) =>
    new Uint8Array(
      parquetWriteBuffer({ columnData: names.map((name, i) => ({ name, data: half(i), type: "DOUBLE" as const })) }),
    );
  const objects = n.map((x, i) => (i === 0 ? { b: x / 2 } : { b: x / 2, a: x / 2 + 1, A: x / 2 + 2, o: { x: i % 3, X: i % 4 } }));

  it.each<[string, Uint8Array | string, readonly string[], string]>([
    ["t.json", JSON.stringify(objects), ["b", "a", "A_2", "o.x", "o.X_2"], '"A" to "A_2"'],
    ["t.jsonl", objects.map((row) => `${JSON.stringify(row)}\n`).join(""), ["b", "a", "A_2", "o.x", "o.X_2"], '"A" to "A_2"'],
    ["twice.json", `[${n.map((x) => `{"a": "old", "b": ${x}, "a": ${x}}`).join()}]`, ["a", "b"], ""],
    ["t.parquet", parquet("b", "a", "a", "A", "a_2"), ["b", "a", "a_3", "A_4", "a_2"], '"a" to "a_3"'],
    ["t.arrow", arrowFile({ b: half(0), a: half(1), A: half(2) }), ["b", "a", "A_2"], '"A" to "A_2"'],
    ["t.csv", `__row,a,A\n${n.map((x) => `${x},${x / 2},${x / 4}\n`).join("")}`, ["__row", "a", "A_2"], '"A" to "A_2"'],
  ])("become different names, with one note (%s)", async (name, content, names, note) => {
    const bytes = Buffer.from(content as string);
    const path = folder.path(name);
    await writeFile(path, bytes);
    const [page, node] = [await openInPage(new File([bytes], name)), await openTable(path)];
    expectSame(page, node);
    expect([...node.table!.columns, ...node.table!.leftOut].map((column) => column.name).toSorted()).toEqual(names.toSorted());
    expect(page.notes ?? []).toEqual(node.notes ?? []);
    const about = (node.notes ?? []).filter((line) => line.includes("renames them"));
    expect(about).toEqual(
      note === "" ? [] : [expect.stringContaining(`${name} has columns with the same name and renames them: ${note}`)],
    );
  });

  it("also in rows as objects", async () => {
    const [page, node] = [await openInPage(objects), await openTable(objects)];
    expectSame(page, node);
    expect(node.table!.columns.map((column) => column.name)).toEqual(["b", "a", "A_2", "o.x", "o.X_2"]);
  });
});
