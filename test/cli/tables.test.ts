import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseNpy } from "../../src/data/readers/npy.ts";
import { csv } from "../../src/data/tables/csv.fixture.ts";
import { childProcesses, ending, until, whileRunning } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
const path = (name: string) => join(folder, name);
const bytes = (name: string) => readFileSync(path(name));
const codings = (...args: string[]) => runCodings(folder, args);

const start = childProcesses();
const head = "id,big,x,y,colour,ok,name";
const row = (i: number) => [
  500 + i,
  `90071992547409930${10 + (i % 80)}`,
  i % 9 === 0 ? "" : ((i * 37) % 101) / 10,
  (i * 37) % 101,
  ["red", "green", "blue"][i % 3],
  i % 2 === 0,
  `n-${i}`,
];
const text = csv(head, 300, row);
const recipe = ["train", "t.csv", "--quiet", "--keys", "id,big,name,ok"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-tables-"));
  writeFileSync(path("t.csv"), text);
  expect((await codings(...recipe, "--epochs", "3", "--out", "model")).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("data from standard input", () => {
  const describeData = (input: Uint8Array | string, ...args: string[]) => {
    const { stdout, stderr, status } = spawnSync("node", [main, "data", "describe", ...args, "--json"], {
      input,
      encoding: "utf8",
    });
    return status === 0 ? (JSON.parse(stdout) as { name: string; rows: number }) : stderr;
  };
  it("is read if an argument is -, in every format", () => {
    expect(describeData(text, "-")).toMatchObject({ name: "stdin", rows: 300 });
    expect(describeData(gzipSync('[{"x": 1, "y": 5}, {"x": 2, "y": 3}, {"x": 4, "y": 4}]'), "-")).toMatchObject({ rows: 3 });
    expect(describeData("", "-")).toBe("codings: stdin is empty. Use a table with at least one row.\n");
  });
});

describe("training on a table", () => {
  it("continues with --resume with the same bits", async () => {
    for (const [epochs, out, ...more] of [
      ["6", "whole"],
      ["3", "parts"],
      ["6", "parts", "--resume"],
    ] as const)
      expect(
        (await codings(...(more.length ? ["train", "t.csv", "--quiet"] : recipe), "--epochs", epochs, "--out", out, ...more))
          .status,
      ).toBe(0);
    expect(bytes("parts/model.safetensors").equals(bytes("whole/model.safetensors"))).toBe(true);
  });

  it("is saved if it is interrupted", async () => {
    const running = start([main, "train", "t.csv", "--epochs", "100000", "--patience", "100000", "--out", "stopped"], folder);
    await until(running, /epoch 10\//);
    running.kill("SIGINT");
    expect(await ending(running)).toBe(130);
    expect(existsSync(path("stopped/model.safetensors"))).toBe(true);
  });
});

describe("encode keeps keys and rows", () => {
  it("in Parquet, with their own types", async () => {
    expect((await codings("encode", "model", "t.csv", "-o", "codings.parquet")).status).toBe(0);
    const { buffer, byteOffset, byteLength } = bytes("codings.parquet");
    const rows = await parquetReadObjects({ file: (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength) });
    expect(rows).toHaveLength(300);
    expect(rows[7]).toMatchObject({ row: 8, id: 507n, big: 9007199254740993017n, name: "n-7", ok: false });
    expect(typeof rows[7]!.z1).toBe("number");
  });

  it("in CSV and on stdout, in JSON and JSON lines; .npy has the numbers", async () => {
    for (const file of ["codings.csv", "codings.json", "codings.jsonl", "codings.npy"])
      expect((await codings("encode", "model", "t.csv", "-o", file)).status).toBe(0);
    const { stdout } = await codings("encode", "model", "t.csv", "-o", "-", "--quiet");
    expect(stdout).toBe(bytes("codings.csv").toString());
    expect(stdout.split("\n")[1]).toMatch(/^1,500,9007199254740993010,n-0,true,-?\d/);
    const objects = JSON.parse(bytes("codings.json").toString());
    expect(objects).toHaveLength(300);
    expect(objects[7]).toMatchObject({ row: 8, id: 507, name: "n-7", ok: false });
    const lines = bytes("codings.jsonl").toString().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(objects);
    expect(lines[7]).toContain('"big":9007199254740993017');
    const { shape, data } = parseNpy(bytes("codings.npy"), "codings.npy");
    expect(shape[0]).toBe(300);
    expect(data[0]).toBe(Math.fround(objects[0].z1));
  });

  it("and prints once how many rows have a value that isn't in the training data", async () => {
    writeFileSync(path("pink.csv"), text.replaceAll(",red,", ",pink,"));
    const { status, stderr } = await codings("encode", "model", "pink.csv", "-o", "pink.npy");
    expect(status).toBe(0);
    expect(stderr.match(/column "colour": 100 of 300 rows have a value that wasn't in the training data/g)).toHaveLength(1);
  });

  it("of a table without the label column of the training", async () => {
    expect((await codings(...recipe, "--label", "colour", "--epochs", "1", "--out", "labelled")).status).toBe(0);
    expect(
      (await codings("encode", "labelled", "t.csv", "--query", "SELECT * EXCLUDE (colour) FROM data", "-o", "unlabelled.npy"))
        .status,
    ).toBe(0);
  });
});

describe("data describe", () => {
  it("prints the columns and warnings", async () => {
    writeFileSync(
      path("odd.csv"),
      `${csv("a,copy,tail,same,gone", 1000, (i) => [
        i * 0.25,
        i * 0.25,
        i === 5 || i === 7 ? 300 : (i * i) % 47,
        i < 3 ? "q" : "p",
        i % 4 ? "" : i % 3,
      ])}1,1,1,p,\n1,1,1,p,\n`,
    );
    const { status, stdout } = await codings("data", "describe", "odd.csv");
    expect(status).toBe(0);
    expect(stdout).toContain("odd.csv: 1,002 rows, 5 columns; 5 used for training, as 7 features (28,056 bytes)");
    for (const line of [
      "! 1 of 1,002 rows repeat an earlier one",
      "! gone is missing in 75 % of the rows",
      "! same is almost constant: 99.7 % of its known values are the same",
      "! tail is strongly skewed",
      "! copy is a copy of a",
    ])
      expect(stdout).toContain(line);
    const { warnings, rows } = JSON.parse(
      (await codings("data", "describe", "odd.csv", "--json", "--query", "SELECT a FROM data")).stdout,
    );
    expect({ warnings: warnings.length, rows }).toEqual({ warnings: 1, rows: 1002 });
  });

  it("prints one hint about a column that looks like labels, also in training, and none if it is the label", async () => {
    writeFileSync(
      path("labelled.csv"),
      csv("a,is_fault", 300, (i) => [(i * i) % 47, i % 9 === 0 ? 1 : 0]),
    );
    const hint = "! is_fault looks like a column of labels; to exclude it from training, use --label is_fault";
    expect((await codings("data", "describe", "labelled.csv")).stdout).toContain(hint);
    const train = async (...more: readonly string[]) =>
      (await codings("train", "labelled.csv", "--epochs", "1", "--out", `labelled-${more.length}`, ...more)).stderr;
    expect((await train()).split(hint)).toHaveLength(2);
    expect(await train("--label", "is_fault")).not.toContain("looks like");
  });

  it("prints the shape, the range and the classes of an array", async () => {
    const { stdout } = await codings("data", "describe", "garments");
    expect(stdout).toMatch(/12,000 examples of 28 x 28, uint8[\s\S]*from 0 to 255[\s\S]*10 classes[\s\S]*t-shirt/);
  });
});

describe("a mistake results in one line and leaves no files", () => {
  it.each<[string, string[], number, string, string?]>([
    [
      "a renamed column",
      ["encode", "model", "new.csv", "-o", "x.parquet"],
      1,
      'If it is called "yy" now, rename it.',
      text.replace("x,y", "x,yy"),
    ],
    [
      "text for many numbers",
      ["encode", "model", "new.csv", "-o", "x.parquet"],
      1,
      'is "oops" in row 1',
      text.replace(/,[^,\n]*,red/g, ",oops,red"),
    ],
    ["a late ragged line", ["encode", "model", "new.csv", "-o", "x.csv"], 1, "new.csv, line 302 has 2 columns", `${text}1,2\n`],
    ["infinity", ["train", "new.csv", "--out", "x"], 1, 'column "y" is inf in row 1', text.replace(",0,red", ",inf,red")],
    ["another ending", ["encode", "model", "t.csv", "-o", "x.xls"], 2, "Choose a file name that ends in one of those"],
    ["DATA and MODEL swapped", ["encode", "t.csv", "model", "-o", "x.csv"], 1, "t.csv is not a model folder"],
    ["a folder for a table", ["encode", "model", ".", "-o", "x.csv"], 1, "is a folder, not a table"],
    ["an excluded column that isn't there", ["train", "t.csv", "--exclude", "color", "--out", "x"], 1, 'Did you mean "colour"?'],
    ["columns of data without columns", ["train", "garments", "--label", "x", "--out", "x"], 2, "--label is for tables"],
    [
      "convolutions of rows",
      ["train", "t.csv", "--model", "convolutional", "--out", "x"],
      2,
      "is for images, but t.csv is a table",
    ],
    ["SQL that isn't", ["train", "t.csv", "--query", "SELEC", "--out", "x"], 1, "--query can't be read"],
    ["a single row", ["train", "new.csv", "--out", "x"], 1, "new.csv has 1 row, but at least two are needed", "a,b\n1,2\n"],
  ])("%s", async (_what, args, exit, line, file) => {
    if (file !== undefined) writeFileSync(path("new.csv"), file);
    const { status, stderr } = await codings(...args);
    expect(stderr).toContain(line);
    expect(stderr.split("\n").filter((said) => said.startsWith("codings: "))).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(exit);
    expect(readdirSync(folder).filter((name) => /^x|\.tmp/.test(name))).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    writeFileSync(path("secret.csv"), text);
    chmodSync(path("secret.csv"), 0);
    expect((await codings("train", "secret.csv")).stderr).toContain("secret.csv can't be accessed: permission denied");
  });
});

/** Whether a disk of 20 kB could be mounted. */
const tiny = mkdtempSync(join(tmpdir(), "codings-tiny-table-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=20k", "tmpfs", tiny]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [tiny]);
  rmSync(tiny, { recursive: true, force: true });
});

it.skipIf(!mounted).each([".csv", ".parquet", ".jsonl"])(
  "a full disk results in one line and leaves no files: %s",
  async (ending) => {
    writeFileSync(path("long.csv"), csv(head, 5000, row));
    const { status, stderr } = await codings("encode", "model", "long.csv", "--quiet", "-o", join(tiny, `x${ending}`));
    expect(stderr).toMatch(/^codings: .*can't be written: the disk is full\. Free some space.*\n$/);
    expect(status).toBe(1);
    expect(readdirSync(tiny)).toEqual([]);
  },
);

describe("Ctrl-C while results are written", () => {
  it("leaves no half-written file", async () => {
    const many = "SELECT data.* FROM data, range(10000)";
    const running = start([main, "encode", "model", "t.csv", "--query", many, "--output", "half/codes.csv"], folder);
    const begun = () => existsSync(path("half")) && readdirSync(path("half")).some((name) => name.endsWith(".tmp"));
    await whileRunning(running, begun);
    running.kill("SIGINT");
    expect(await ending(running)).toBe("SIGINT");
    expect(readdirSync(path("half"))).toEqual([]);
  });
});
