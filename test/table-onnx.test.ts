import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Autoencoder, StackedAutoencoder } from "../src/autoencoders/index.ts";
import { type NdArray, ndarray, sliceRows, type TextArray } from "../src/core/ndarray.ts";
import { random } from "../src/core/random.ts";
import { readAllFeatures } from "../src/data/tables/duckdb/read.node.ts";
import { openTableSource } from "../src/data/tables/duckdb/source.node.ts";
import { openTable } from "../src/data/tables/open.node.ts";
import { fromFeatures } from "../src/data/tables/schema/features.ts";
import { fromOnnx } from "../src/graph/index.ts";
import { nativeRuntime } from "../src/runtime/native.node.ts";
import type { Program } from "../src/runtime/runtime.ts";
import { wasmRuntime } from "../src/runtime/wasm.ts";
import { isOutlier, percentileOf } from "../src/scoring/calibration.ts";
import { columnErrors } from "../src/scoring/index.ts";
import { runCodings } from "./codings.fixture.ts";

const python = process.env.CODINGS_PYTHON ?? ".venv/bin/python";
const hasOnnx = existsSync(python) && spawnSync(python, ["-c", "import onnxruntime, onnx"]).status === 0;
const main = "dist/cli/main.js";

type Cell = number | string | null;
type Table = Readonly<Record<string, readonly Cell[]>>;

/** Returns a table of all kinds of columns, with missing values and with names that are difficult in ONNX. */
function tableOf(rows: number, seed: number, cities: readonly string[]): Table {
  const source = random(seed);
  const each = <T extends Cell>(make: () => T, missing = 0.1) =>
    Array.from({ length: rows }, () => (source.uniform() < missing ? null : make()));
  const ages = each(() => Math.round(1000 * (40 + 12 * source.normal())) / 1000);
  return {
    codings: ages,
    'the "city", née': each(() => cities[Math.floor(source.uniform() ** 2 * cities.length)]!),
    "encoder/dense/kernel": each(() => (source.uniform() < 0.5 ? "true" : "false")),
    score: each(() => Math.round(100 * Math.exp(2 * source.normal()) * 10) / 10, 0),
    "when?": each(() => 1_700_000_000 + Math.floor(source.uniform() * 4e7), 0.05),
    reconstructed_score: ages.map((age) => (age === null ? 0 : Math.round(age) + Math.floor(3 * source.uniform()))),
  };
}

const showCell = (name: string, cell: Cell): string =>
  cell === null ? "" : name === "when?" ? new Date(1000 * Number(cell)).toISOString().slice(0, 19).replace("T", " ") : `${cell}`;
function writeCsv(path: string, table: Table): void {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const names = Object.keys(table);
  const rows = table.score!.map((_, i) => names.map((name) => quoted(showCell(name, table[name]![i]!))).join(","));
  writeFileSync(path, `${[names.map(quoted).join(","), ...rows].join("\n")}\n`);
}
const feedsOf = (table: Table): Record<string, NdArray | TextArray> =>
  Object.fromEntries(
    Object.entries(table).map(([name, cells]) => {
      const shape = [cells.length, 1];
      if (/city|kernel/.test(name)) return [name, { dtype: "string", shape, data: cells.map((cell) => `${cell ?? ""}`) }];
      return [
        name,
        ndarray(
          "float64",
          shape,
          Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))),
        ),
      ];
    }),
  );

const fresh = tableOf(200, 2, ["Köln", "Paris", "Cairo", "Quito", "Köln"]);
let folder = "";
let model = "";
let autoencoder: Autoencoder;
let features: NdArray<"float32">;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-table-onnx-"));
  model = join(folder, "model");
  writeCsv(join(folder, "train.csv"), tableOf(600, 1, ["Köln", "Paris", "Oslo"]));
  writeCsv(join(folder, "fresh.csv"), fresh);
  const { examples, table, heldOut } = await openTable(join(folder, "train.csv"), { validation: 0.2 });
  autoencoder = new StackedAutoencoder({ table: table!, hidden: [16], codings: 4 });
  const kept = examples.shape[0]! - heldOut!;
  await autoencoder.fit(sliceRows(examples, 0, kept), { epochs: 20, validation: sliceRows(examples, kept) });
  await autoencoder.save(model);
  const source = await openTableSource(join(folder, "fresh.csv"));
  ({ features } = await readAllFeatures(source, table!, { strays: "known" }));
  source.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runtimes = { native: nativeRuntime, WebAssembly: wasmRuntime };
async function runFile(part: string, feeds: Record<string, NdArray | TextArray>, runtime: keyof typeof runtimes = "native") {
  const program: Program = await (await runtimes[runtime]({ threads: 1 })).compile(readFileSync(join(model, `${part}.onnx`)));
  try {
    return await program.run<NdArray | TextArray>(feeds);
  } finally {
    await program.close();
  }
}
const farthest = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): number =>
  Array.from(a, (value, i) => {
    const [x, y] = [Number(value), Number(b[i])];
    return Number.isNaN(x) && Number.isNaN(y) ? 0 : Math.abs(x - y) / Math.max(1, Math.abs(y));
  }).reduce((most, apart) => (apart <= most ? most : apart), 0);

describe("a table model's ONNX files with raw columns as inputs", () => {
  it("return the codings of the rows' features", async () => {
    const { codings_: codings } = await runFile("encoder", feedsOf(fresh));
    const expected = await autoencoder.transform(features);
    expect(codings!.shape).toEqual([200, 4]);
    expect(farthest(codings!.data, expected.data)).toBeLessThan(1e-5);
  });

  it.each(Object.keys(runtimes) as (keyof typeof runtimes)[])("score as scoreSamples does (%s)", async (runtime) => {
    const found = await runFile("scorer", feedsOf(fresh), runtime);
    expect(Object.keys(found)).toEqual(["score_", "errors", "percentile", "outlier"]);
    const scores = await autoencoder.scoreSamples(features);
    const errors = columnErrors(autoencoder.features!, features, await autoencoder.reconstruct(features));
    expect(found.errors!.shape).toEqual([200, 6]);
    expect(farthest(found.errors!.data, errors.data)).toBeLessThan(1e-5);
    expect(farthest(found.score_!.data, scores.data)).toBeLessThan(1e-5);
    const calibration = autoencoder.calibration!;
    expect(
      farthest(
        found.percentile!.data,
        Array.from(scores.data, (score) => percentileOf(calibration, score)),
      ),
    ).toBeLessThan(1e-3);
    const flags = Array.from(scores.data, (score) => (isOutlier(calibration, score) ? 1 : 0));
    expect(Array.from(found.outlier!.data, Number)).toEqual(flags);
    expect(new Set(flags)).toEqual(new Set([0, 1]));
  });

  it("return columns with values like those of the table, from rows and from codings", async () => {
    const found = await runFile("autoencoder", feedsOf(fresh));
    const { columns } = autoencoder.settings.table!;
    const names = columns.map(({ name }) => (name === "score" ? "reconstructed_score_" : `reconstructed_${name}`));
    expect(Object.keys(found).toSorted()).toEqual(names.toSorted());
    const reconstructions = await autoencoder.reconstruct(features);
    const width = reconstructions.shape[1]!;
    let at = 0;
    columns.forEach((column, i) => {
      const { size } = autoencoder.features![i]!;
      const values = Array.from({ length: 200 }, (_, row) =>
        fromFeatures(column, reconstructions.data.subarray(row * width + at, row * width + at + size)),
      );
      at += size;
      const { data, dtype } = found[names[i]!]!;
      if (column.kind === "category") expect(data).toEqual(values);
      else if (column.kind === "number") expect(farthest(data, values)).toBeLessThan(1e-5);
      else expect([dtype, data.length]).toEqual(["float64", 200 * column.cycles.length]);
    });
    const codings = await autoencoder.transform(features);
    const decoded = await runFile("decoder", { codings });
    for (const name of names) {
      if (found[name]!.dtype === "string") expect(decoded[name]).toEqual(found[name]);
      else expect(farthest(decoded[name]!.data, found[name]!.data)).toBeLessThan(1e-4);
    }
  });

  it("flag a row with a number that isn't finite", async () => {
    const { percentile, outlier } = await runFile(
      "scorer",
      feedsOf({ ...fresh, score: fresh.score!.map(() => Number.POSITIVE_INFINITY) }),
    );
    expect(new Set<unknown>(percentile!.data)).toEqual(new Set([100]));
    expect(new Set<unknown>(outlier!.data)).toEqual(new Set([1n]));
  });
});

describe("a table model's folder", () => {
  it("has the same scores and calibration after loading, also in another process", async () => {
    const loaded = await Autoencoder.load(model);
    expect(await loaded.scoreSamples(features)).toEqual(await autoencoder.scoreSamples(features));
    expect(loaded.calibration).toEqual(autoencoder.calibration);
    const out = execFileSync(process.execPath, [main, "encode", model, join(folder, "fresh.csv"), "-o", "-", "--quiet"], {
      encoding: "utf8",
    });
    const { codings_: codings } = await runFile("encoder", feedsOf(fresh));
    const [, ...rows] = out.trim().split("\n");
    expect(
      farthest(
        rows.flatMap((row) => row.split(",").slice(1)),
        codings!.data,
      ),
    ).toBeLessThan(1e-5);
  });

  it("of a version without calibration still loads, and its scorer returns only scores and errors", async () => {
    const config = join(model, "config.json");
    const text = readFileSync(config, "utf8");
    const { calibration, sha256: _, ...older } = JSON.parse(text);
    expect(calibration.quantiles).toHaveLength(120);
    writeFileSync(config, JSON.stringify(older));
    try {
      const { status } = await runCodings(folder, ["export", model, "--part", "scorer", "-o", "older.onnx"]);
      expect(status).toBe(0);
      const { outputs } = fromOnnx(readFileSync(join(folder, "older.onnx")));
      expect(outputs.map(({ name }) => name)).toEqual(["score_", "errors"]);
    } finally {
      writeFileSync(config, text);
    }
  });

  it("is exported as a file or as a folder of all parts, with the same bytes as its own files", async () => {
    const exported = (...args: string[]) => runCodings(folder, ["export", model, ...args, "--quiet"]);
    expect((await exported("-o", join(folder, "parts"))).status).toBe(0);
    expect((await exported("--to", "onnx", "-o", join(folder, "one.onnx"))).status).toBe(0);
    for (const part of ["encoder", "decoder", "autoencoder", "scorer"])
      expect(readFileSync(join(folder, "parts", `${part}.onnx`)).equals(readFileSync(join(model, `${part}.onnx`)))).toBe(true);
    expect(readFileSync(join(folder, "one.onnx")).equals(readFileSync(join(model, "autoencoder.onnx")))).toBe(true);
    expect(await exported("--to", "kera", "-o", "x.onnx")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^codings: Unknown format "kera"/),
    });
    const below = join(folder, "train.csv", "parts");
    expect(await exported("-o", below)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^codings: .* lies below a file, not a folder\. Check the path\.\n$/),
    });
  });
});

it.skipIf(!hasOnnx)(
  "the Python program in the model card runs unchanged, and returns the same scores (needs bash bench/python/setup.sh)",
  async () => {
    const card = readFileSync(join(model, "README.md"), "utf8");
    const program = /In Python, in this folder:\n\n((?: {4}.*\n|\n)+)/.exec(card)![1]!.replace(/^ {4}/gm, "");
    const shown =
      'import json\nprint(json.dumps({"score": score_.tolist(), "outlier": outlier.tolist(), "errors": list(errors.shape)}))';
    const cwd = model;
    const { stdout, stderr } = spawnSync(join(process.cwd(), python), ["-c", `${program}\n${shown}`], { cwd, encoding: "utf8" });
    expect(stderr).toBe("");
    const found = JSON.parse(stdout);
    const { columns } = autoencoder.settings.table!;
    const rows: Table = Object.fromEntries(
      columns.map((column): [string, Cell[]] => {
        if (column.kind === "date") return [column.name, [Date.UTC(2026, 0, 31, 12) / 1000, null]];
        if (column.kind === "category") return [column.name, [column.open ? column.values[0]! : "true", null]];
        return [column.name, [column.whole ? Math.round(column.center) : Number(column.center.toPrecision(4)), null]];
      }),
    );
    const { score_: score } = await runFile("scorer", feedsOf(rows));
    expect(farthest(found.score, score!.data)).toBeLessThan(1e-5);
    expect(found.score[1]).toBe(0);
    expect(found.errors).toEqual([2, 6]);
  },
);
