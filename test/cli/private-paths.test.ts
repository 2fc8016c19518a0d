import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { csv } from "../../src/data/tables/csv.fixture.ts";
import { runCodings } from "../codings.fixture.ts";
import { unpacked } from "../unpacked.fixture.ts";

const SECRET = "ann-secret-7q4";
let root = "";
/** Returns a path in the folder whose name must not be in any file. */
const secret = (name: string) => join(root, SECRET, name);
/** Working directory, which contains no data. */
const work = (name = "") => join(root, SECRET, "work", name);

async function codings(...args: string[]) {
  const { status, stdout, stderr } = await runCodings(work(), args);
  return { status, said: stdout + stderr };
}

async function expectDone(...args: string[]): Promise<void> {
  const { status, said } = await codings(...args);
  expect(status, `codings ${args.join(" ")}\n${said}`).toBe(0);
}

const configOf = (model: string) => JSON.parse(readFileSync(join(model, "config.json"), "utf8"));

/** Returns the files in a folder whose name or contents contain a text, also packed and in UTF-16. */
async function filesWith(text: string, folder: string): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = await Promise.all(
    names.map(async (name) => {
      if (!statSync(join(folder, name)).isFile()) return name.includes(text);
      const bytes = await unpacked(readFileSync(join(folder, name)));
      return name.includes(text) || [Buffer.from(text), Buffer.from(text, "utf16le")].some((part) => bytes.includes(part));
    }),
  );
  return names.filter((_, i) => found[i]).toSorted();
}

const orders = csv("price,weight,colour,day", 120, (i) => [
  ((i * 37) % 101) / 10,
  (i * 17) % 23,
  ["red", "green", "blue"][i % 3],
  `2024-01-${String(1 + (i % 28)).padStart(2, "0")}`,
]);
const quick = ["--epochs", "2", "--seed", "1"];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "codings-private-"));
  mkdirSync(work(), { recursive: true });
  writeFileSync(secret("orders.csv"), orders);
  const numbers = Float32Array.from({ length: 100 * 6 }, (_, i) => Math.sin(i * 12.9898) * (1 + (i % 6)));
  writeFileSync(secret("rows.npy"), toNpy(ndarray("float32", [100, 6], numbers)));
  writeFileSync(secret("kinds.txt"), Array.from({ length: 100 }, (_, i) => i % 2).join("\n"));
  for (const name of ["cats", "dogs"]) {
    mkdirSync(secret(`faces/${name}`), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const pixels = Buffer.from(Uint8Array.from({ length: 64 }, (_, at) => (at * (i + 3) * 7) % 256));
      await sharp(pixels, { raw: { width: 8, height: 8, channels: 1 } })
        .png()
        .toFile(secret(`faces/${name}/${i}.png`));
    }
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("no file of a command contains the folders of its data", () => {
  it("of a table", async () => {
    const [data, model] = [secret("orders.csv"), work("table")];
    await expectDone("train", data, "--out", model, ...quick);
    expect(configOf(model).options.data).toBe("orders.csv");
    await expectDone("encode", model, data, "-o", work("codings.parquet"));
    await expectDone("encode", model, data, "-o", work("codings.csv"));
    await expectDone("reconstruct", model, data, "-o", work("reconstructions.csv"));
    await expectDone("train", data, "--model", "variational", "--out", work("variational"), ...quick);
    await expectDone("generate", work("variational"), "-n", "5", "-o", work("generated.csv"));
    await expectDone("score", model, data, "-o", work("scores.csv"));
    await expectDone("impute", model, data, "-o", work("filled.csv"));
    await expectDone("similar", model, data, "--to", "3", "-o", work("similar.csv"));
    await expectDone("drift", model, data, "--against", data, "-o", work("drift.json"));
    await expectDone("map", model, data, "-o", work("map.html"), "--iterations", "20");
    await expectDone("map", model, data, "-o", work("map.svg"), "--method", "pca");
    await expectDone("map", model, data, "-o", work("map.png"), "--method", "pca");
    await expectDone("encode", model, data, "-o", work("codings.npy"));
    await expectDone("drift", model, data, "--against", data, "-o", work("drift.csv"));
    await expectDone("check", data, "-o", work("findings.csv"), "--fixed", work("fixed.csv"), "--save", work("checker"));
    await expectDone("check", data, "-o", work("findings.html"), "--model", work("checker"));
    await expectDone("impute", data, "-o", work("filled.parquet"));
    await expectDone("report", model, data, "-o", work("report.html"));
    await expectDone("export", model, "-o", work("onnx"));
    await expectDone("train", secret("*.csv"), "--out", work("pattern"), ...quick);
    expect(configOf(work("pattern")).options.data).toBe("*.csv");
    await expectDone("train", data, "--model", "anomaly", "--out", work("detector"), "--query", `SELECT * FROM '${data}'`);
    await expectDone(
      "train",
      data,
      "--out",
      work("query"),
      ...quick,
      "--query",
      `SELECT * FROM read_csv('${data}') WHERE weight > 1`,
    );
    await expectDone("train", data, ...quick);
    expect(readdirSync(work("out"))).toEqual(["orders.csv-stacked"]);
    expect(await filesWith(SECRET, work())).toEqual([]);
  }, 600_000);

  it("of an array and its labels", async () => {
    const [data, model] = [secret("rows.npy"), work("array")];
    const labels = ["--pretrain", "--labels", secret("kinds.txt"), "--classifier-epochs", "2"];
    await expectDone("train", data, "--out", model, ...quick, "--loss", "mse", ...labels);
    expect(configOf(model).options).toMatchObject({ data: "rows.npy", labels: "kinds.txt" });
    await expectDone("encode", model, data, "-o", work("codings.npy"));
    await expectDone("report", model, data, "-o", work("array.html"));
    await expectDone("map", model, data, "-o", work("array-map.html"), "--method", "pca", "--labels", secret("kinds.txt"));
    await expectDone(
      "train",
      data,
      "--out",
      work("chosen"),
      "--codings",
      "auto",
      "--seeds",
      "1",
      ...quick,
      "--loss",
      "mse",
      "--learning-rate",
      "0.01",
    );
    expect(await filesWith(SECRET, work())).toEqual([]);
  }, 600_000);

  it("of a folder of images", async () => {
    const [data, model] = [secret("faces"), work("images")];
    await expectDone("train", data, "--out", model, ...quick, "--validation", "6");
    expect(configOf(model).options.data).toBe("faces");
    await expectDone("reconstruct", model, data, "-o", work("reconstructions.png"));
    await expectDone("denoise", model, data, "--noise", "gaussian:0.2", "-o", work("denoised.svg"));
    await expectDone("encode", model, data, "-o", work("images.csv"));
    await expectDone("score", model, data, "-o", work("images-scores.csv"));
    await expectDone("map", model, data, "-o", work("images-map.html"), "--method", "pca");
    await expectDone("report", model, data, "-o", work("images.html"));
    await expectDone("figures", "17-4", "--model", model, "--data", data, "-o", work("figures"));
    expect(await filesWith(SECRET, work())).toEqual([]);
  }, 600_000);
});

describe("cells of a table are only in files that show rows", () => {
  /** Texts that are in one cell each, and a column's only values that aren't rounded. */
  const cells = { key: "k-77-secret", prose: "told nobody but her about it", rare: "vermilionish", number: "8123.4567" };
  const cellFiles = async (cell: keyof typeof cells) => filesWith(cells[cell], work("cells"));

  it("and the folder of a model has no keys, no free text, no rare values and no single numbers", async () => {
    const rows = csv("order,price,weight,colour,note", 150, (i) => [
      i === 70 ? cells.key : `k-${i}-usual`,
      i === 70 ? cells.number : ((i * 37) % 101) / 10,
      (i * 17) % 23,
      i === 70 ? cells.rare : ["red", "green", "blue"][i % 3],
      i === 70 ? cells.prose : `a customer wrote ${(i * 7919) % 1000} words about ${(i * 104729) % 997} things`,
    ]);
    const data = secret("cells.csv");
    writeFileSync(data, rows);
    const into = (name: string) => work(`cells/${name}`);
    mkdirSync(work("cells"));
    await expectDone("train", data, "--out", into("model"), ...quick);
    await expectDone("train", data, "--out", into("detector"), "--model", "anomaly", "--no-rows");
    await expectDone("check", data, "--save", into("checker"));
    await expectDone("export", into("model"), "-o", into("onnx"));
    await expectDone("drift", into("model"), data, "--against", data, "-o", into("drift.json"));
    await expectDone("map", into("model"), data, "-o", into("map.svg"), "--method", "pca");
    const found = await Promise.all(Object.keys(cells).map((cell) => cellFiles(cell as keyof typeof cells)));
    // The card of a checker says that it contains the values of columns in which values repeat, and quantiles of numbers. A drift names
    // values that are new or gone.
    expect(found).toEqual([[], [], ["checker/config.json", "drift.json"], ["checker/config.json"]]);
    // The search finds cells where they belong, also in packed files.
    await expectDone("encode", into("model"), data, "-o", into("codings.parquet"));
    expect(await cellFiles("key")).toEqual(["codings.parquet"]);
  }, 600_000);
});

describe("a model that stores only the name of its data", () => {
  const model = () => work("again");

  it("continues with that data in any working directory, and not with other data of the same name", async () => {
    await expectDone("train", secret("orders.csv"), "--out", model(), ...quick);
    mkdirSync(secret("other"), { recursive: true });
    writeFileSync(secret("other/orders.csv"), orders.replaceAll("red", "pink"));
    const other = await codings("train", secret("other/orders.csv"), "--out", model(), "--resume", "--epochs", "3");
    expect(other).toMatchObject({ status: 1, said: expect.stringContaining("the contents differ") });
    await expectDone("train", "../orders.csv", "--out", model(), "--resume", "--epochs", "3");
    expect(configOf(model()).options).toMatchObject({ data: "orders.csv", epochs: 3 });
  }, 600_000);

  it("is reported on the held-out rows if the data is given, and asks for the data otherwise", async () => {
    await expectDone("report", model(), secret("orders.csv"), "-o", work("again.html"));
    expect(readFileSync(work("again.html"), "utf8")).toContain("12 held out");
    await expectDone("report", model(), secret("other/orders.csv"), "-o", work("other.html"));
    expect(readFileSync(work("other.html"), "utf8")).not.toContain("12 held out");
    expect((await codings("report", model())).said).toContain("orders.csv, the training data of");
    // Another file of the same name in the working directory isn't used instead.
    writeFileSync(work("orders.csv"), orders.replaceAll("red", "pink"));
    expect((await codings("report", model())).said).toContain("isn't in this folder. Give its path");
    expect((await codings("drift", model(), secret("orders.csv"))).said).toContain(
      "Give its path, or other data to compare with: --against DATA",
    );
    rmSync(work("orders.csv"));
  }, 600_000);

  it("stores a query without its folders, and asks for the query again", async () => {
    const query = `SELECT * FROM '${secret("orders.csv")}' WHERE weight > 2`;
    await expectDone("train", secret("orders.csv"), "--out", work("asked"), ...quick, "--query", query);
    expect(configOf(work("asked")).options.query).toBe("SELECT * FROM '…/orders.csv' WHERE weight > 2");
    await expectDone("report", work("asked"), secret("orders.csv"), "--query", query, "-o", work("asked.html"));
    expect(readFileSync(work("asked.html"), "utf8")).toContain("held out");
    const resume = ["train", secret("orders.csv"), "--out", work("asked"), "--resume", "--epochs", "3"];
    expect((await codings(...resume)).said).toContain("Give it again: --query");
    await expectDone(...resume, "--query", query);
  }, 600_000);

  it("may be from an early version that saved the whole path", async () => {
    const config = configOf(model());
    const { fingerprint: _, ...options } = config.options;
    const { sha256: __, ...rest } = config;
    const early = { ...rest, options: { ...options, data: secret("orders.csv") } };
    writeFileSync(join(model(), "config.json"), JSON.stringify(early));
    await expectDone("report", model(), "-o", work("early.html"));
    expect(readFileSync(work("early.html"), "utf8")).toContain("12 held out");
    expect(readFileSync(work("early.html"), "utf8")).not.toContain(SECRET);
    const other = await codings("train", secret("other/orders.csv"), "--out", model(), "--resume", "--epochs", "4");
    expect(other).toMatchObject({ status: 1, said: expect.stringContaining("whose data is") });
    await expectDone("train", "../orders.csv", "--out", model(), "--resume", "--epochs", "4");
    expect(configOf(model()).options.data).toBe("orders.csv");
  }, 600_000);
});
