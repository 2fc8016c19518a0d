import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCodings } from "../codings.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "codings-inputs-"));
const codings = (...args: string[]) => runCodings(folder, args);
const table = `a,b\n1,2\n3,4\n5,7\n`;
beforeAll(() => {
  writeFileSync(join(folder, "x.csv"), table);
  symlinkSync(join(folder, "x.csv"), join(folder, "link.csv"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("no command overwrites its input", () => {
  it.each([
    ["impute", "model", "x.csv", "-o", "x.csv"],
    ["impute", "model", "x.csv", "-o", "./link.csv"],
    ["score", "model", "x.csv", "-o", "x.csv"],
    ["encode", "model", "link.csv", "-o", "x.csv"],
    ["reconstruct", "model", "x.csv", "-o", "x.csv"],
    ["similar", "model", "x.csv", "--to", "1", "-o", "x.csv"],
    ["similar", "model", "other.csv", "--to", "x.csv", "-o", "x.csv"],
    ["drift", "model", "other.csv", "--against", "x.csv", "-o", "x.csv"],
    ["map", "model", "*.csv", "-o", "x.csv"],
    ["map", "model", "y.csv", "--labels", "x.csv", "-o", "x.csv"],
    ["report", "model", "x.csv", "-o", "x.csv"],
    ["check", "x.csv", "-o", "x.csv"],
    ["check", "x.csv", "--fixed", "x.csv"],
    ["train", "x.csv", "--out", "x.csv"],
    ["train", "x.csv", "--codings", "auto", "--plot", "x.csv"],
  ])("%s %s %s %s %s %s %s", async (...args) => {
    const { status, stderr } = await codings(...args);
    expect(stderr).toMatch(
      /^codings: \S*(x|link).csv is also the input( \(.*\))?, and would be overwritten. Give the output another name.\n$/,
    );
    expect(status).toBe(2);
    expect(readFileSync(join(folder, "x.csv"), "utf8")).toBe(table);
  });
});

describe("an unknown command or argument is named in the message", () => {
  it.each([
    [["data", "descibe", "x.csv"], 'Unknown command "data descibe". Did you mean "describe"?'],
    [["data", "fecth", "mnist", "--json"], 'Unknown command "data fecth". Did you mean "fetch"?'],
    [["data", "x.csv"], 'Unknown command "data x.csv". Known: list, fetch, describe.'],
    [["data", "list", "x.csv"], "too many arguments for 'list'"],
  ])("%j", async (args, line) => {
    const { status, stderr } = await codings(...args);
    expect(stderr).toContain(line);
    expect(status).toBe(2);
  });

  it("--skip-lines if a file has fewer lines, and a note about few rows", async () => {
    expect((await codings("data", "describe", "x.csv", "--skip-lines", "5000")).stderr).toBe(
      "codings: x.csv has no rows after the 5000 skipped lines (option skipLines, --skip-lines). Skip fewer lines.\n",
    );
    expect((await codings("data", "describe", "x.csv")).stdout).toContain("! 3 rows may be too few");
  });
});
