import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";
const codings = (...args: string[]) => runCodings(folder, args);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

const rows = 160;
const source = random(9);
/** Returns the sales of a German shop, of which the 50th total and the 90th unit are wrong. */
const lines = Array.from({ length: rows }, (_, i) => {
  const unit = ["kg", "piece", "litre"][i % 3]!;
  const price = (2 + 20 * source.uniform()).toFixed(2);
  const count = 1 + Math.floor(5 * source.uniform());
  const total = (Number(price) * count + (i === 49 ? 30 : 0)).toFixed(2);
  const german = (text: string) => text.replace(".", ",");
  return `B-${900 + 7 * i};${["flour", "bread", "oil"][i % 3]};${i === 89 ? "pieec" : unit};${german(price)};${count};${german(total)}`;
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-check-"));
  writeFileSync(join(folder, "sales.csv"), `${["receipt;goods;unit;price;count;total", ...lines].join("\n")}\n`);
  writeFileSync(join(folder, "few.csv"), "a,b\n1,2\n3,4\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

it("prints the wrong cells and the rules, writes the findings, and fails if there are too many", async () => {
  const { stdout, stderr, status } = await codings(
    "check",
    "sales.csv",
    "-o",
    "findings.csv",
    "--fail-above",
    "1",
    "--fixed",
    "fixed.csv",
    "--save",
    "learned",
  );
  expect(status).toBe(3);
  expect(stdout).toMatch(/^\d+ cells of 160 rows look wrong/);
  expect(stdout).toContain("total = price × count in 99.4 % of the rows");
  expect(stdout).toContain("Not compared: receipt (identifies rows).");
  expect(stderr).toMatch(/\d+ findings in findings\.csv/);
  const [header, ...findings] = read("findings.csv").trimEnd().split("\n");
  expect(header).toBe("row,receipt,column,value,expected,score,kind,why");
  expect(findings).toContainEqual(expect.stringMatching(/^50,B-1243,total,"\d+,\d\d","\d+,\d\d",/));
  expect(findings).toContainEqual(expect.stringMatching(/^90,B-1523,unit,pieec,litre|^90,B-1523,unit,pieec,piece/));
  const [given, fixed] = [read("sales.csv"), read("fixed.csv")].map((text) => text.split("\n"));
  const changed = given!.flatMap((line, i) => (line === fixed![i] ? [] : [i]));
  expect(changed).toContain(50);
  const [, , , price, count, total] = fixed![50]!.split(";").map((cell) => Number(cell.replace(",", ".")));
  expect(total).toBeCloseTo(price! * count!, 9);
  expect(fixed![50]!.split(";").slice(0, 5)).toEqual(given![50]!.split(";").slice(0, 5));
  expect(stderr).toContain(`${changed.length} cell${changed.length === 1 ? "" : "s"} changed in fixed.csv`);
  expect(stderr).toContain("The checker is saved in learned. Next: codings check NEW-DATA --model learned");

  const header2 = "receipt;goods;unit;price;count;total";
  writeFileSync(join(folder, "new.csv"), `${header2}\nC-1;flour;kg;4,00;3;12,00\nC-2;bread;piece;2,50;4;100,00\n`);
  const later = await codings("check", "new.csv", "--model", "learned", "-o", "-");
  expect(later.stdout.split("\n").slice(0, 2)).toEqual([header, expect.stringMatching(/^2,C-2,total,"100,00","10,00",/)]);
  writeFileSync(join(folder, "holed.csv"), `${header2}\nC-1;flour;;4,00;3;\n`);
  const filled = await codings("impute", "learned", "holed.csv", "-o", "filled.csv");
  expect(read("filled.csv")).toBe(`${header2}\nC-1;flour;kg;4,00;3;12,00\n`);
  expect(filled.stderr).toBe("2 values filled, in filled.csv: unit 1, total 1\n");
}, 120_000);

it("fills a table's missing cells without a model", async () => {
  const holed = lines.map((line, i) => (i % 4 === 1 && i !== 49 && i !== 89 ? line.replace(/;[^;]*$/, ";") : line));
  const text = (all: readonly string[]) => `${["receipt;goods;unit;price;count;total", ...all].join("\n")}\n`;
  writeFileSync(join(folder, "holed-sales.csv"), text(holed));
  const { stderr, status } = await codings("impute", "holed-sales.csv", "-o", "filled-sales.csv");
  expect(status).toBe(0);
  expect(read("filled-sales.csv")).toBe(text(lines));
  expect(stderr).toContain("38 values filled, in filled-sales.csv: total 38");
}, 120_000);

describe("refuses in one line", () => {
  it.each([
    [1, /few\.csv has 2 rows\. At least 50 rows are needed/, ["check", "few.csv"]],
    [1, /sales\.csv has no column "nr"/, ["check", "sales.csv", "--keys", "nr"]],
    [1, /nowhere\.csv doesn't exist/, ["check", "nowhere.csv"]],
    [2, /x\.pdf: findings are written as \.csv/, ["check", "sales.csv", "-o", "x.pdf"]],
    [2, /x\.pdf: tables are written as/, ["check", "sales.csv", "--fixed", "x.pdf"]],
    [
      2,
      /--fail-above must be a number of findings, or a share of the rows such as 1%, but it is "some"/,
      ["check", "sales.csv", "--fail-above", "some"],
    ],
    [2, /--fail-above must be a number from 0 to 100/, ["check", "sales.csv", "--fail-above", "101%"]],
    [2, /--limit must be a whole number of at least 0/, ["check", "sales.csv", "--limit", "-1"]],
  ])("%i %s", async (code, line, args) => {
    const { stdout, stderr, status } = await codings(...args);
    expect(stderr).toMatch(line);
    expect([status, stdout, stderr.trimEnd().split("\n")]).toEqual([code, "", [expect.stringMatching(line)]]);
  });
});
