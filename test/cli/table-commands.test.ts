import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { random } from "../../src/core/random.ts";
import { parseNpy, toNpy } from "../../src/data/readers/npy.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";

const codings = (...args: string[]) => runCodings(folder, args);

const HEADER = "id,age,income,city,member,when,score";
interface Options {
  readonly seed: number;
  readonly rows?: number;
  readonly shift?: number;
  readonly missing?: number;
  readonly paris?: number;
}

/** Returns lines of CSV about people whose columns depend on one random number, with missing values. */
function people({ seed, rows = 600, shift = 0, missing = 0.08, paris = 0 }: Options): string[] {
  const source = random(seed);
  return Array.from({ length: rows }, (_, i) => {
    const z = source.normal() + shift;
    const city = source.uniform() < paris ? "Paris" : z < -0.5 ? "Bern" : z < 0.5 ? "Oslo" : '"Rome, old"';
    const cells = [
      Math.round(40 + 10 * z),
      (30_000.25 + 9000 * z + 500 * source.normal()).toFixed(2),
      city,
      z > 0,
      `2024-${String(1 + (i % 12)).padStart(2, "0")}-${String(1 + (i % 28)).padStart(2, "0")} ${String(i % 24).padStart(2, "0")}:00:00`,
      source.normal() + z,
    ];
    return [`u${i}`, ...cells.map((cell) => (source.uniform() < missing ? "" : cell))].join(",");
  });
}
const write = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
const read = (name: string) => readFileSync(join(folder, name), "utf8");
const parquet = (name: string) => parquetReadObjects({ file: new Uint8Array(readFileSync(join(folder, name))).buffer });
const linesOf = (text: string) => text.trimEnd().split("\n");
/** Splits a line into cells. Texts with commas are quoted. */
const cellsOf = (line: string) => line.replace(/"(.*?)"/g, (_, text: string) => text.replaceAll(", ", "/")).split(",");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-tables-"));
  write("people.csv", [HEADER, ...people({ seed: 1 })]);
  write("same.csv", [HEADER, ...people({ seed: 2, rows: 400 })]);
  write("other.csv", [HEADER, ...people({ seed: 3, rows: 400, shift: 1, paris: 0.1 })]);
  const trained = ["--noise", "missing:0.2", "--epochs", "40", "--out", "model", "--quiet"];
  expect((await codings("train", "people.csv", ...trained)).stderr).toBe("");
  const images = Float32Array.from({ length: 200 * 16 }, (_, i) => (Math.floor(i / 16) % 10) / 10);
  writeFileSync(join(folder, "images.npy"), toNpy(ndarray("float32", [200, 4, 4], images)));
  const small = ["--codings", "2", "--hidden", "8", "--epochs", "3", "--validation", "40", "--quiet"];
  expect((await codings("train", "images.npy", ...small, "--out", "plain")).stderr).toBe("");
  expect((await codings("train", "images.npy", ...small, "--noise", "missing:0.2", "--out", "filler")).stderr).toBe("");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("codings reconstruct", () => {
  it("writes reconstructed rows with values like those of the table, and with their keys", async () => {
    for (const ending of ["csv", "parquet"])
      expect(await codings("reconstruct", "model", "people.csv", "-o", `rebuilt.${ending}`)).toMatchObject({ status: 0 });
    const [header, ...rows] = linesOf(read("rebuilt.csv")).map(cellsOf);
    expect(header).toEqual(["row", "id", "age", "income", "city", "member", "when", "score"]);
    expect(rows.length).toBe(600);
    const original = linesOf(read("people.csv")).slice(1).map(cellsOf);
    expect(rows.map(([row, id]) => [row, id])).toEqual(original.map(([id], row) => [`${row + 1}`, id]));
    const share = (column: number, isRight: (told: string, real: string) => boolean) => {
      const known = rows.flatMap((row, i) => (original[i]![column] ? [isRight(row[column + 1]!, original[i]![column]!)] : []));
      return known.filter(Boolean).length / known.length;
    };
    expect(share(1, (told, real) => Math.abs(Number(told) - Number(real)) < 8)).toBeGreaterThan(0.8);
    expect(share(2, (told, real) => Math.abs(Number(told) - Number(real)) < 6000)).toBeGreaterThan(0.8);
    expect(share(3, (told, real) => told === real)).toBeGreaterThan(0.7);
    expect(rows.every(([, , age]) => Number.isInteger(Number(age)))).toBe(true);
    expect(rows.every(([, , , , , member]) => member === "true" || member === "false")).toBe(true);
  });
  it("writes the same values to Parquet", async () => {
    const [first] = await parquet("rebuilt.parquet");
    const [row, id, age] = cellsOf(linesOf(read("rebuilt.csv"))[1]!);
    expect([String(first!.row), first!.id, String(first!.age)]).toEqual([row, id, age]);
  });
  it.each([
    [["model", "people.csv", "-o", "r.png"], "rows of a table can't be drawn. Write them as .csv or .parquet"],
    [
      ["model", "people.csv", "-o", "r.txt"],
      "r.txt: reconstructions are written as .png, .svg, .npy, (rows of a table) .csv or .parquet.",
    ],
  ])("refuses %s and says what to do instead", async (args, line) => {
    const { status, stderr } = await codings("reconstruct", ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(line);
  });
});

describe("a table with texts among its numbers is read with one note:", () => {
  beforeAll(() => {
    const stray = (line: string, i: number) => (i % 40 === 7 ? line.replace(/^(u\d+),[^,]*/, "$1,4o") : line);
    write("strays.csv", [HEADER, ...people({ seed: 4, rows: 100 }).map(stray)]);
  });
  it.each([
    ["score", "model", "strays.csv", "-o", "strays-scores.csv"],
    ["score", "model", "strays.csv", "-o", "strays-scores.csv", "--threshold", "contamination:0.05"],
    ["encode", "model", "strays.csv", "-o", "strays-codings.csv"],
    ["reconstruct", "model", "strays.csv", "-o", "strays-rebuilt.csv"],
    ["similar", "model", "strays.csv", "--to", "7"],
    ["map", "model", "strays.csv", "-o", "strays-map.csv"],
    ["drift", "model", "strays.csv", "--no-relations"],
    ["report", "model", "strays.csv", "-o", "strays.html"],
    ["impute", "model", "strays.csv", "-o", "strays-filled.csv"],
    ["train", "strays.csv", "--out", "strays-model", "--epochs", "1"],
  ])("codings %s", async (...args) => {
    const { status, stderr } = await codings(...args);
    expect({ status, lines: stderr.split("\n").filter((line) => /aren't numbers/.test(line)) }).toEqual({
      status: 0,
      lines: [
        expect.stringMatching(
          /^column "age": 3 of \d+ values aren't numbers; the first is "4o" in row 8. Each (counts as missing|stays unchanged); codings check strays.csv lists them all/,
        ),
      ],
    });
  });
  it("impute doesn't change them", () => {
    expect(read("strays-filled.csv").toString().match(/,4o,/g)).toHaveLength(3);
  });
});

describe("codings generate", () => {
  /** Returns the texts of a column in a CSV file, without missing values. */
  const column = (file: string, name: string): string[] => {
    const [header, ...rows] = linesOf(read(file)).map(cellsOf);
    return rows.map((row) => row[header!.indexOf(name)]!).filter(Boolean);
  };
  const moments = (texts: readonly string[]) => {
    const numbers = texts.map(Number);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return { mean, deviation: Math.sqrt(numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length) };
  };
  const share = (texts: readonly string[], value: string) => texts.filter((text) => text === value).length / texts.length;
  /** Compares a generated column of numbers with the real one: the difference of means in deviations, and the ratio of spreads. */
  const beside = (real: readonly string[], made: readonly string[]) => {
    const [of, its] = [moments(real), moments(made)];
    return { off: Math.abs(its.mean - of.mean) / of.deviation, spread: its.deviation / of.deviation };
  };

  beforeAll(async () => {
    expect((await codings("train", "people.csv", "--model", "variational", "--out", "maker", "--quiet")).stderr).toBe("");
    expect((await codings("generate", "maker", "-n", "2000", "--seed", "1", "-o", "made.csv")).stderr).toBe(
      "2,000 generated rows in made.csv\nwithout the columns that weren't used for training: id\n",
    );
  });

  it("writes rows with the table's columns and without missing values", () => {
    const [header, ...rows] = linesOf(read("made.csv"));
    expect(header).toBe("age,income,city,member,when,score");
    expect(rows.length).toBe(2000);
    const row = /^-?\d+,-?\d+(\.\d+)?,(Bern|Oslo|"Rome, old"),(true|false),\d{4}-\d\d-\d\d \d\d:\d\d:00,-?\d+(\.\d+)?(e-\d+)?$/;
    expect(rows.filter((line) => !row.test(line))).toEqual([]);
  });

  it.each(["age", "income", "score"])(
    "%s has the real mean to 0.15 deviations, and 0.7 to 1.05 of the real deviation",
    (name) => {
      const { off, spread } = beside(column("people.csv", name), column("made.csv", name));
      expect(off).toBeLessThan(0.15);
      expect(spread).toBeGreaterThan(0.7);
      expect(spread).toBeLessThan(1.05);
    },
  );

  it("each category is as frequent as in the real table, within 4 %", () => {
    for (const [name, values] of [
      ["city", ["Bern", "Oslo", "Rome/old"]],
      ["member", ["true", "false"]],
    ] as const)
      for (const value of values) {
        const [real, made] = [share(column("people.csv", name), value), share(column("made.csv", name), value)];
        expect(Math.abs(made - real), value).toBeLessThan(0.04);
      }
  });

  it("keeps relations: people in Bern are younger than people in Rome", () => {
    const [ages, cities] = [column("made.csv", "age"), column("made.csv", "city")];
    const ofCity = (city: string) => moments(ages.filter((_, i) => cities[i] === city)).mean;
    expect(ofCity("Rome/old") - ofCity("Bern")).toBeGreaterThan(15);
  });

  it("writes the same file with the same seed, and another with another seed", async () => {
    await codings("generate", "maker", "-n", "2000", "--seed", "1", "-o", "again.csv");
    await codings("generate", "maker", "-n", "2000", "--seed", "2", "-o", "differs.csv");
    expect(read("again.csv")).toBe(read("made.csv"));
    expect(read("differs.csv")).not.toBe(read("made.csv"));
  });

  it("writes the same rows to Parquet, JSON, .tsv and stdout, and features to .npy", async () => {
    const made = (file: string) => codings("generate", "maker", "-n", "20", "--seed", "1", "-o", file);
    for (const file of ["made.parquet", "made.json", "made.tsv", "made.npy"])
      expect(await made(file)).toMatchObject({ status: 0 });
    const lines = linesOf(read("made.csv")).slice(0, 21);
    expect(linesOf((await made("-")).stdout)).toEqual(lines);
    const rows = await parquet("made.parquet");
    expect(rows.map(({ age, city }) => `${age} ${city}`)).toEqual(
      column("made.csv", "age")
        .slice(0, 20)
        .map((age, i) => `${age} ${column("made.csv", "city")[i]!.replace("/", ", ")}`),
    );
    expect(JSON.parse(read("made.json"))).toEqual(rows.map((row) => ({ ...row, age: Number(row.age) })));
    expect(linesOf(read("made.tsv"))[1]!.split("\t")[0]).toBe(cellsOf(lines[1]!)[0]);
    expect(parseNpy(new Uint8Array(readFileSync(join(folder, "made.npy"))), "made.npy").shape[0]).toBe(20);
  });

  const vowels = resolve("../shared/data/adbench/vowels.csv");
  it.skipIf(!existsSync(vowels))("vowels of ADBench: means to 0.15 deviations, 0.65 to 1.05 of the deviations", async () => {
    const trained = ["--label", "anomaly", "--model", "variational", "--out", "vowels", "--quiet"];
    expect((await codings("train", vowels, ...trained)).stderr).toBe("");
    await codings("generate", "vowels", "-n", "2000", "-o", "vowels.csv");
    writeFileSync(join(folder, "real-vowels.csv"), readFileSync(vowels));
    for (let i = 1; i <= 12; i++) {
      const { off, spread } = beside(column("real-vowels.csv", `x${i}`), column("vowels.csv", `x${i}`));
      expect(off, `x${i}`).toBeLessThan(0.15);
      expect(spread, `x${i}`).toBeGreaterThan(0.65);
      expect(spread, `x${i}`).toBeLessThan(1.05);
    }
  });

  it.each([
    [2, /x\.png: generated rows of a table are written as \.parquet/, ["generate", "maker", "-o", "x.png"]],
    [2, /x\.xlsx: generated examples are written as/, ["generate", "maker", "-o", "x.xlsx"]],
    [1, /model is a stacked autoencoder, which can't generate examples/, ["generate", "model", "-o", "x.csv"]],
    [2, /x\.csv: generated examples that aren't rows of a table are written as/, ["generate", "pictures", "-o", "x.csv"]],
    [1, /windows of 4 rows, which can't be written as a table\. Write them as \.npy/, ["generate", "windows", "-o", "x.csv"]],
  ] as const)("exit %i: %s", async (status, message, args) => {
    const trained = ["--model", "variational", "--epochs", "1", "--quiet", "--out", args[1]];
    if (args[1] === "pictures") await codings("train", "images.npy", ...trained);
    if (args[1] === "windows") await codings("train", "people.csv", "--window", "4", ...trained);
    expect(await codings(...args)).toMatchObject({ status, stderr: expect.stringMatching(message) });
    expect(readdirSync(folder).filter((name) => name.startsWith("x."))).toEqual([]);
  });
});

describe("impute", () => {
  it("fills missing values except times, changes nothing else, and marks the filled columns", async () => {
    const { status, stdout, stderr } = await codings("impute", "model", "people.csv", "-o", "filled.csv", "--mark", "--json");
    expect(status).toBe(0);
    expect(stderr).toMatch(/^\d+ values filled, in filled\.csv: age \d+, income \d+, city \d+/);
    expect(stderr).toMatch(/still missing, because the model doesn't learn the date of a time: when \d+/);
    const [header, ...filled] = linesOf(read("filled.csv"));
    const original = linesOf(read("people.csv")).slice(1);
    expect(header).toBe(`${HEADER},imputed`);
    const names = HEADER.split(",");
    const texts = ["id", "city", "member", "when"];
    let count = 0;
    filled.forEach((line, row) => {
      const [cells, before] = [cellsOf(line.replace(/"[^"]*"$/, "")), cellsOf(original[row]!)];
      const marked: string[] = [];
      names.forEach((name, i) => {
        if (before[i] === "" && name !== "when") {
          expect(cells[i]).not.toBe("");
          marked.push(name);
        } else if (texts.includes(name)) expect(cells[i]).toBe(before[i]);
        else expect(Number(cells[i])).toBe(Number(before[i]));
      });
      expect(cells[1]).toMatch(/^-?\d+$/);
      expect(line.endsWith(marked.length > 1 ? `,"${marked.join(",")}"` : `,${marked.join()}`)).toBe(true);
      count += marked.length;
    });
    const result = JSON.parse(stdout);
    expect(Object.values<number>(result.filled).reduce((sum, n) => sum + n, 0)).toBe(count);
    expect(Object.keys(result.missing)).toEqual(["when"]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("keeps types in Parquet, and fills nothing in a filled table", async () => {
    expect((await codings("impute", "model", "people.csv", "-o", "filled.parquet", "--quiet")).status).toBe(0);
    const rows = await parquet("filled.parquet");
    expect(typeof rows[0]!.age).toBe("bigint");
    expect(typeof rows[0]!.member).toBe("boolean");
    expect(rows.find(({ when }) => when !== null)!.when).toBeInstanceOf(Date);
    const again = await codings("impute", "model", "filled.parquet", "-o", "again.csv", "--json");
    expect(JSON.parse(again.stdout).filled).toEqual({});
  });

  it("doesn't overwrite the table's own file", async () => {
    write("own.csv", linesOf(read("people.csv")));
    const before = read("own.csv");
    const { status, stderr } = await codings("impute", "model", "own.csv", "-o", "own.csv", "--quiet");
    expect([status, stderr]).toEqual([2, expect.stringContaining("own.csv is also the input, and would be overwritten")]);
    expect(read("own.csv")).toBe(before);
  });

  it("writes CSV to stdout", async () => {
    const { stdout } = await codings("impute", "model", "people.csv", "-o", "-", "--quiet");
    expect(linesOf(stdout).length).toBe(601);
    expect(linesOf(stdout)[0]).toBe(HEADER);
  });

  it("fills arrays with a model that was trained with missing values", async () => {
    const holed = Float32Array.from({ length: 3 * 16 }, (_, i) => (i % 7 === 0 ? Number.NaN : 0.5));
    writeFileSync(join(folder, "holed.npy"), toNpy(ndarray("float32", [3, 4, 4], holed)));
    expect((await codings("impute", "filler", "holed.npy", "-o", "whole.npy", "--json")).stdout).toBe(
      '{"output":"whole.npy","filled":7}\n',
    );
    const { data } = parseNpy(readFileSync(join(folder, "whole.npy")), "whole.npy");
    expect(Array.from(data as Float32Array).every((x, i) => (i % 7 === 0 ? Number.isFinite(x) : x === 0.5))).toBe(true);
  });
});

describe("similar", () => {
  it("prints the row, then the nearest rows with their columns, nearest first", async () => {
    const { stdout } = await codings("similar", "model", "people.csv", "--to", "6", "-n", "3");
    const [header, itself, ...lines] = linesOf(stdout);
    expect(header!.trim().split(/\s+/)).toEqual(["row", "distance", ...HEADER.split(",")]);
    expect(itself!.trim()).toMatch(/^6 +0 +u5 /);
    expect(lines.length).toBe(3);
    const distances = lines.map((line) => Number(line.trim().split(/\s+/)[1]));
    expect(distances.toSorted((a, b) => a - b)).toEqual(distances);
    expect(lines.some((line) => line.trim().startsWith("6 "))).toBe(false);
  });

  it("finds a row by the value of a key column or by its number", async () => {
    const byNumber = await codings("similar", "model", "people.csv", "--to", "6", "-n", "3", "--json");
    const byKey = await codings("similar", "model", "people.csv", "--to", "id=u5", "-n", "3", "--json");
    expect(JSON.parse(byKey.stdout)).toEqual(JSON.parse(byNumber.stdout));
  });

  it("finds the rows nearest to those of a file, and writes them with the table's types", async () => {
    write("query.csv", [HEADER, ...linesOf(read("people.csv")).slice(8, 10)]);
    await codings("similar", "model", "people.csv", "--to", "query.csv", "-n", "1", "-o", "near.parquet");
    const rows = await parquet("near.parquet");
    expect(rows.map(({ of, row, id, distance }) => [of, row, id, distance])).toEqual([
      [1, 8, "u7", 0],
      [2, 9, "u8", 0],
    ]);
  });

  it("finds planted duplicates with the default distance and with a given one", async () => {
    const lines = linesOf(read("people.csv"));
    write("copied.csv", [...lines, lines[50]!.replace("u49", "copy"), lines[80]!.replace("u79", "copy2")]);
    const { groups } = JSON.parse((await codings("similar", "model", "copied.csv", "--duplicates", "0", "--json")).stdout);
    expect(groups).toEqual(expect.arrayContaining([expect.arrayContaining([50, 601]), expect.arrayContaining([80, 602])]));
    const byDefault = JSON.parse((await codings("similar", "model", "copied.csv", "--duplicates", "--json")).stdout);
    expect(byDefault.distance).toBeCloseTo(byDefault.typical / 10, 6);
    expect(byDefault.groups.flat()).toEqual(expect.arrayContaining([50, 601, 80, 602]));
  });

  it("draws images", async () => {
    expect((await codings("similar", "plain", "images.npy", "--to", "3", "-n", "5", "-o", "near.png", "--quiet")).status).toBe(0);
    expect(readFileSync(join(folder, "near.png")).subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("drift", () => {
  it("is none for rows of the same kind, with exit code 0", async () => {
    const { status, stdout } = await codings("drift", "model", "same.csv", "--fail-above", "some");
    expect(linesOf(stdout).at(-1)).toBe("drift: none (0 of 9 columns and 0 of 6 relations changed)");
    const columns = await codings("drift", "model", "same.csv", "--no-relations");
    expect(linesOf(columns.stdout).at(-1)).toBe("drift: none (0 of 9 columns changed)");
    expect(status).toBe(0);
  });

  it("is strong for other rows, with the columns and new values, and fails a pipeline", async () => {
    const { status, stdout } = await codings(
      "drift",
      "model",
      "other.csv",
      "--fail-above",
      "strong",
      "-o",
      "drift.json",
      "--json",
    );
    expect(status).toBe(3);
    const { verdict, columns, scores } = JSON.parse(stdout);
    expect(verdict).toBe("strong");
    const verdicts = Object.fromEntries(
      columns.map((column: { name: string; verdict: string }) => [column.name, column.verdict]),
    );
    expect(verdicts).toMatchObject({ age: "strong", income: "strong", city: "strong", "when (month)": "none" });
    expect(columns.find((column: { name: string }) => column.name === "city").unseen.values).toEqual(["Paris"]);
    expect(scores.above.now).toBeGreaterThan(scores.above.before);
    expect(JSON.parse(read("drift.json")).length).toBe(columns.length + 1);
  });

  it("compares with other data if given, and compares codings if there are no columns", async () => {
    const { stdout } = await codings("drift", "model", "other.csv", "--against", "other.csv");
    expect(linesOf(stdout).at(-1)).toMatch(/^drift: none/);
    expect(linesOf((await codings("drift", "plain", "images.npy")).stdout).at(-1)).toBe("drift: none (0 of 2 columns changed)");
  });

  it("explains that the training data doesn't exist any more", async () => {
    write("short-lived.csv", linesOf(read("people.csv")));
    await codings("train", "short-lived.csv", "--epochs", "1", "--out", "orphan", "--quiet");
    rmSync(join(folder, "short-lived.csv"));
    expect(await codings("drift", "orphan", "same.csv")).toMatchObject({
      status: 1,
      stderr:
        "codings: orphan was trained on short-lived.csv, which can't be found. Give its path, or other data to compare with: --against DATA.\n",
    });
  });
});

describe("wrong input results in one line that says what to do", () => {
  beforeAll(() => {
    const lines = linesOf(read("people.csv"));
    write("thrice.csv", [...lines, lines[6]!, lines[6]!]);
    write("renamed.csv", [HEADER.replace("income", "salary"), ...people({ seed: 4, rows: 20 })]);
    write("marked.csv", [`${HEADER},imputed`, ...people({ seed: 4, rows: 20 }).map((line) => `${line},x`)]);
    write("text.csv", [HEADER, ...people({ seed: 4, rows: 20 }).map((line) => line.replace(/^(u\d+),[^,]*/, "$1,old"))]);
    writeFileSync(join(folder, "bytes.npy"), toNpy(ndarray("uint8", [2, 4, 4], new Uint8Array(32))));
    writeFileSync(join(folder, "wide.npy"), toNpy(ndarray("float32", [2, 5, 5], new Float32Array(50))));
  });

  it.each([
    [
      1,
      /lacks the column "income" that the model was trained on\. Add it to the file, or rename one of its other columns: salary/,
      ["impute", "model", "renamed.csv", "-o", "x.csv"],
    ],
    [1, /already has a column "imputed"/, ["impute", "model", "marked.csv", "-o", "x.csv", "--mark"]],
    [2, /x\.npy: tables are written as/, ["impute", "model", "people.csv", "-o", "x.npy"]],
    [1, /or with the noise "missing"\. Train one with --noise missing:0\.2/, ["impute", "plain", "images.npy", "-o", "x.npy"]],
    [1, /bytes\.npy contains uint8, which can't have missing values/, ["impute", "filler", "bytes.npy", "-o", "x.npy"]],
    [
      1,
      /wide\.npy has the shape \[2, 5, 5\], but the model takes examples of \[4, 4\]/,
      ["impute", "filler", "wide.npy", "-o", "x.npy"],
    ],
    [2, /--rounds must be a whole number from 1 to 100/, ["impute", "model", "people.csv", "-o", "x.csv", "--rounds", "0"]],
    [2, /--mark is for tables, but filler wasn't trained on one/, ["impute", "filler", "images.npy", "-o", "x.npy", "--mark"]],
    [1, /x\.csv lies below a file/, ["impute", "model", "people.csv", "-o", "people.csv/x.csv"]],
    [1, /people\.csv: there is no row 601\. Give a row from 1 to 600\./, ["similar", "model", "people.csv", "--to", "601"]],
    [2, /Give either --to with a row or a file, or --duplicates/, ["similar", "model", "people.csv"]],
    [2, /--to must be a row's number .* but it is "u5"/, ["similar", "model", "people.csv", "--to", "u5"]],
    [2, /--to must be a row's number .* but it is "-3"/, ["similar", "model", "people.csv", "--to", "-3"]],
    [1, /people\.csv has no row with id=5/, ["similar", "model", "people.csv", "--to", "id=5"]],
    [
      1,
      /"city" isn't a key column of people\.csv\. The key columns are "id"/,
      ["similar", "model", "people.csv", "--to", "city=Oslo"],
    ],
    [
      1,
      /has 3 rows with id=u5: 6, 601, 602\. Give the number of one of them/,
      ["similar", "model", "thrice.csv", "--to", "id=u5"],
    ],
    [1, /images\.npy has no key columns/, ["similar", "plain", "images.npy", "--to", "id=u5"]],
    [2, /a table's rows have no pictures/, ["similar", "model", "people.csv", "--to", "1", "-o", "x.png"]],
    [2, /--duplicates must be a number of at least 0/, ["similar", "model", "people.csv", "--duplicates", "-1"]],
    [1, /nobody\.csv doesn't exist/, ["similar", "model", "people.csv", "--to", "nobody.csv"]],
    [1, /column "age" was a number in training, but it is "old" in row 1\./, ["drift", "model", "text.csv"]],
    [1, /garments has no missing values\./, ["impute", "plain", "garments", "-o", "x.csv"]],
    [
      2,
      /x\.csv: arrays.* are written as \.npy\. Choose a file name that ends in that\./,
      ["impute", "plain", "images.npy", "-o", "x.csv"],
    ],
    [1, /garments isn't a table, but the model was trained on one/, ["encode", "model", "garments", "-o", "x.csv"]],
    [1, /images\.npy isn't a table, but the model was trained on one/, ["map", "model", "images.npy", "-o", "x.csv"]],
    [
      1,
      /people\.csv is a table, but the model was trained on examples of 4 x 4/,
      ["encode", "plain", "people.csv", "-o", "x.csv"],
    ],
    [1, /use codings report or codings map/, ["figures", "17-4", "--data", "garments", "--model", "model", "-o", "x"]],
    [2, /fail-above "weak"/, ["drift", "model", "same.csv", "--fail-above", "weak"]],
    [2, /x\.xlsx: reports are written as/, ["drift", "model", "same.csv", "-o", "x.xlsx"]],
    [1, /gone\.csv doesn't exist/, ["drift", "model", "same.csv", "--against", "gone.csv"]],
    [1, /images\.npy isn't a table, but the model was trained on one/, ["encode", "model", "images.npy", "-o", "x.csv"]],
    [1, /garments isn't a table/, ["similar", "model", "people.csv", "--to", "garments"]],
    [2, /^codings: -n must be a whole number of at least 1/, ["similar", "model", "people.csv", "--to", "1", "-n", "0"]],
    [2, /x\.png: people\.csv doesn't contain images/, ["denoise", "model", "people.csv", "-o", "x.png"]],
    [2, /Fill missing values with codings impute/, ["denoise", "filler", "images.npy", "--noise", "-o", "x.npy"]],
  ] as const)("exit %i: %s", async (status, message, args) => {
    const result = await codings(...args);
    expect(result.stderr).toMatch(message);
    expect(linesOf(result.stderr).length).toBe(1);
    expect(result.stderr).toMatch(/^codings: /);
    expect(result.status).toBe(status);
    expect(readdirSync(folder).filter((name) => name.startsWith("x.") || name.endsWith(".tmp"))).toEqual([]);
  });
});
