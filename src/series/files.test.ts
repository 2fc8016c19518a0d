import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { ndarray } from "../core/ndarray.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { fromOnnx } from "../graph/index.ts";
import { withoutDigests } from "../models/without-digests.fixture.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { percentileOf } from "../scoring/calibration.ts";
import { SeriesDetector, seriesDetectorFiles, seriesDetectorFrom } from "./index.ts";
import { waves } from "./waves.fixture.ts";

const folder = temporaryFolder();
const rows = waves(600);
const times = Float64Array.from({ length: 600 }, (_, i) => i * 60_000);
let detector: SeriesDetector;
beforeAll(async () => {
  detector = await new SeriesDetector({ steps: 20 }).fit(rows, { times });
});
const filesIn = (one: SeriesDetector) =>
  Object.fromEntries(Object.entries(seriesDetectorFiles(one)).map(([name, file]) => [name, Buffer.from(file)]));

it("a loaded detector gives the same bits", async () => {
  await detector.save(folder.path("model"), { dataset: "waves", options: { data: "waves.csv" } });
  const loaded = await SeriesDetector.load(folder.path("model"));
  const options = { times };
  expect(await loaded.explain(rows, options)).toEqual(await detector.explain(rows, options));
  const { live, scores } = await detector.measureReadings(readings(rows), { live: true });
  expect((await loaded.measureReadings(readings(rows), { live: true })).live).toEqual(live);
  const given = ndarray(
    "float32",
    [scores.length],
    scores.map((score) => score || 0),
  );
  expect(loaded.percentile(given)).toEqual(detector.percentile(given));
  expect(loaded.settings).toEqual(detector.settings);
  expect(loaded.savedOptions).toMatchObject({ data: "waves.csv" });
  const { lengths: _, channels: __, ...others } = detector.learned;
  expect(loaded.learned).toMatchObject(others);
  expect(readFileSync(folder.path("model/README.md"), "utf8")).toContain("# Detector of faults in series for waves");
});

const readings = (all: typeof rows) => ({ rows: all, parts: [Int32Array.from({ length: all.shape[0]! }, (_, i) => i)] });

it("a detector without rows, of one channel and without times is loaded as well", async () => {
  const one = ndarray(
    "float32",
    [300, 1],
    rows.data.filter((_, i) => i % 3 === 0 && i < 900),
  );
  const plain = await new SeriesDetector({ steps: 20, rows: false, alarms: "1/100 readings", window: 8 }).fit(one);
  const files = filesIn(plain);
  expect(String(files["README.md"])).toContain("The folder contains no windows of the training series.");
  expect(await seriesDetectorFrom(files).scoreSamples(one)).toEqual(await plain.scoreSamples(one));
});

it("says which kind of model a folder has, and which file is broken", async () => {
  const path = folder.path("other");
  await detector.save(path);
  await expect(Autoencoder.load(path)).rejects.toThrow(
    `${path} contains a detector for series, which is used with codings score. Give the folder of an autoencoder instead. In code, use SeriesDetector.load.`,
  );
  await expect(AnomalyDetector.load(path)).rejects.toThrow(
    `${path} contains a model of the kind "series-anomaly", not a detector of anomalies.`,
  );
  const files = withoutDigests(filesIn(detector));
  const changed = (change: (config: Record<string, unknown>) => void) => {
    const config = JSON.parse(new TextDecoder().decode(files["config.json"]));
    change(config);
    return () => seriesDetectorFrom({ ...files, "config.json": Buffer.from(JSON.stringify(config)) }, path);
  };
  expect(changed((config) => Object.assign(config, { family: "anomaly" }))).toThrow(
    `${path} contains a model of the kind "anomaly", not a detector for series.`,
  );
  expect(changed((config) => Object.assign(config, { inputShape: [2] }))).toThrow(/config\.json doesn't fit the arrays/);
  expect(changed((config) => Object.assign(config, { shape: 9 }))).toThrow(/config\.json doesn't fit the arrays/);
  expect(changed((config) => Object.assign(config, { lengths: [] }))).toThrow(/config\.json: lengths /);
  expect(changed((config) => Object.assign((config["lengths"] as { bins: number }[])[1]!, { bins: 1 }))).toThrow(
    /model\.safetensors doesn't fit the columns/,
  );
  const broken = new SeriesDetector().adopt({ ...detector.learned, band: Float32Array.of(Number.NaN, 0, 0) });
  expect(() => seriesDetectorFiles(broken)).toThrow(/channels\/band/);
});

describe("detector.onnx", () => {
  it("scores the last reading by the windows that end there, as measureReadings with around: 1 does", async () => {
    const { learned } = detector;
    const single = new SeriesDetector().adopt({
      ...learned,
      around: 1,
      lengths: learned.lengths.map((length) => ({ ...length, step: 1 })),
    });
    const window = learned.lengths.at(-1)!.window;
    const faulty = waves(200, { seed: 3, fault: 150 });
    faulty.data.fill(Number.NaN, 3 * 60, 3 * (60 + 2 * window));
    const { live } = await single.measureReadings(readings(faulty), { live: true });
    const starts = Array.from({ length: 200 - window + 1 }, (_, i) => i);
    const examples = ndarray(
      "float32",
      [starts.length, window, 3],
      Float32Array.from(starts.flatMap((start) => Array.from(faulty.data.subarray(3 * start, 3 * (start + window))))),
    );
    const program = await (await nodeRuntime()).compile(detector.toOnnx());
    const { score, percentile, outlier, contributions, expected } = await program.run({ examples });
    await program.close();
    let outliers = 0;
    starts.forEach((start) => {
      const own = Number(score!.data[start]);
      const wanted = live![start + window - 1]!;
      if (Number.isNaN(wanted)) expect(own).toBeNaN();
      else {
        expect(Math.abs(own - wanted)).toBeLessThan(1e-4 * Math.max(1, Math.abs(wanted)));
        expect(Number(percentile!.data[start])).toBeCloseTo(percentileOf(learned.last, own), 3);
        expect(Number(outlier!.data[start])).toBe(Number(own > learned.last.threshold));
        outliers += Number(own > learned.last.threshold);
      }
    });
    expect(outliers).toBeGreaterThan(2);
    const at = 152 - window + 1;
    const blamed = contributions!.data.subarray(3 * at, 3 * at + 3);
    expect(blamed.indexOf(Math.max(...Array.from(blamed, Number)) as never)).toBe(1);
    expect(Number(expected!.data[3 * 20 + 1])).toBeGreaterThan(70);
    expect(Number(expected!.data[3 * 20 + 1])).toBeLessThan(130);
  });

  it("has the inputs and outputs that the card lists, in their order", () => {
    const files = filesIn(detector);
    const { inputs, outputs } = fromOnnx(files["detector.onnx"]!);
    const listed = [...`${files["README.md"]}`.matchAll(/^- `(.+)`: (\w+) \[(.*)\]/gm)].map(([, name, dtype, shape]) => ({
      name,
      dtype,
      shape,
    }));
    expect(listed).toEqual([...inputs, ...outputs].map(({ name, dtype, shape }) => ({ name, dtype, shape: shape.join(", ") })));
  });

  const python = resolve(process.env.CODINGS_PYTHON ?? ".venv/bin/python");
  const hasOnnx = existsSync(python) && spawnSync(python, ["-c", "import onnxruntime"]).status === 0;
  it.skipIf(!hasOnnx)("runs in the card's Python program (needs bash bench/python/setup.sh)", async () => {
    const cwd = folder.path("card");
    await detector.save(cwd);
    const card = readFileSync(join(cwd, "README.md"), "utf8");
    const program = /In Python, in this folder:\n\n((?: {4}.*\n|\n)+)/.exec(card)![1]!.replace(/^ {4}/gm, "");
    const { stdout, stderr } = spawnSync(python, ["-c", `${program}\nprint(score.shape, expected.shape)`], {
      cwd,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(stdout).toBe("(1,) (1, 3)\n");
  });
});
