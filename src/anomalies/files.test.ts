import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { fromOnnx, input, toOnnx } from "../graph/index.ts";
import { withoutDigests } from "../models/without-digests.fixture.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { AnomalyDetector, detectorFiles, detectorFrom } from "./detector.ts";
import { measured } from "./measure.ts";
import { kinds, sheet } from "./rows.fixture.ts";
import { runOnRows } from "./rows.ts";

const folder = temporaryFolder();
const { rows } = sheet(60);
const filesIn = (detector: AnomalyDetector) =>
  Object.fromEntries(Object.entries(detectorFiles(detector)).map(([name, file]) => [name, Buffer.from(file)]));
const fitted = () => new AnomalyDetector({ steps: 20, threshold: "0.8" }).fit(rows);

it("a loaded detector gives the same bits, and so does its ONNX file by itself", async () => {
  const detector = await fitted();
  await detector.save(folder.path("model"), { dataset: "sheet" });
  const loaded = await AnomalyDetector.load(folder.path("model"));
  const scores = await detector.scoreSamples(rows);
  expect(await loaded.scoreSamples(rows)).toEqual(scores);
  expect(loaded.threshold).toBe(detector.threshold);
  expect(loaded.percentile(scores)).toEqual(detector.percentile(scores));
  expect(loaded.settings).toEqual(detector.settings);
  expect(loaded.learned.history.length).toBeGreaterThan(0);
  expect(loaded.learned.history).toEqual(detector.learned.history);
  const program = await (await nativeRuntime()).compile(new Uint8Array(readFileSync(folder.path("model/detector.onnx"))));
  expect((await program.run({ examples: rows })).score!.data).toEqual(scores.data);
  await program.close();
  expect(readFileSync(folder.path("model/README.md"), "utf8")).toContain("# Anomaly detector for sheet");
  expect(readFileSync(folder.path("model/history.csv"), "utf8")).toMatch(/^epoch,loss,/);
});

it("a detector without rows saves none, and scores by the other parts after loading, too", async () => {
  const options = { steps: 20, threshold: "0.8" } as const;
  const whole = await new AnomalyDetector(options).fit(rows);
  const { reference } = whole.learned.measure;
  const some = Buffer.from(reference!.data.slice(0, reference!.shape[1]).buffer);
  const filesWithRows = (files: Readonly<Record<string, Buffer>>) =>
    Object.keys(files).filter((name) => files[name]!.includes(some));
  expect(filesWithRows(filesIn(whole))).toEqual(["model.safetensors", "detector.onnx"]);
  const detector = await new AnomalyDetector({ ...options, rows: false }).fit(rows);
  const files = filesIn(detector);
  expect(filesWithRows(files)).toEqual([]);
  expect(String(files["README.md"])).toContain("The folder contains no training rows.");
  const loaded = detectorFrom(files);
  expect(Object.keys(loaded.learned.usuals)).toEqual(["error", "offCentre", "rarity", "mahalanobis"]);
  expect(await loaded.scoreSamples(rows)).toEqual(await detector.scoreSamples(rows));
  expect(detector.flag(await detector.scoreSamples(rows)).data.filter(Boolean).length).toBeGreaterThan(0);
  await expect(loaded.pcaScores(rows)).rejects.toThrow("Train it with rows: true");
});

it("keeps what its folder says beside its options, which isn't one of them", async () => {
  await (await fitted()).save(folder.path("saved"), { options: { data: "rows.csv", trimm: 1 } });
  const loaded = await AnomalyDetector.load(folder.path("saved"));
  expect(loaded.settings).not.toHaveProperty("trimm");
  await loaded.save(folder.path("again"));
  const { options } = JSON.parse(readFileSync(folder.path("again/config.json"), "utf8"));
  expect(options).toMatchObject({ ...loaded.settings, data: "rows.csv", trimm: 1 });
});

it("a folder from before there were rarities and covariances scores by the mean of its three parts", async () => {
  const detector = await fitted();
  const files = withoutDigests(filesIn(detector));
  const config = JSON.parse(new TextDecoder().decode(files["config.json"])) as { usuals: Record<string, { weight?: number }> };
  for (const part of ["rarity", "mahalanobis"]) delete config.usuals[part];
  for (const part of Object.values(config.usuals)) delete part.weight;
  const old = detectorFrom({ ...files, "config.json": new TextEncoder().encode(JSON.stringify(config)) });
  const x = input("examples", "float32", ["batch", 5]);
  const { error, distance = error, offCentre } = measured(x, detector.learned.measure);
  const onnx = toOnnx({ name: "parts", inputs: [x], outputs: { error, distance, offCentre } });
  const found = await runOnRows(onnx, rows, { error: [], distance: [], offCentre: [] }, {});
  const { usuals } = detector.learned;
  const unitsOf = (part: "error" | "distance" | "offCentre", row: number) =>
    (found[part].data[row]! - usuals[part]!.median) / usuals[part]!.spread;
  (await old.scoreSamples(rows)).data.forEach((score, row) => {
    const mean = (unitsOf("error", row) + unitsOf("distance", row) + unitsOf("offCentre", row) / 4) / 2.25;
    expect(Math.abs(score - mean)).toBeLessThan(1e-4 * Math.max(1, Math.abs(mean)));
  });
});

it("is no autoencoder, and says so; nor is a broken one read", async () => {
  const path = folder.path("model");
  await (await fitted()).save(path);
  await expect(Autoencoder.load(path)).rejects.toThrow(
    `${path} contains an anomaly detector, which is used with codings score. Give the folder of an autoencoder instead.`,
  );
  const config = join(path, "config.json");
  const text = new TextDecoder().decode(withoutDigests({ "config.json": readFileSync(config) })["config.json"]);
  writeFileSync(config, text.replace('"ensemble":', '"ensembel":'));
  await expect(AnomalyDetector.load(path)).rejects.toThrow(/config\.json: ensemble /);
  writeFileSync(config, text.replace('"anomaly"', '"stacked"'));
  await expect(AnomalyDetector.load(path)).rejects.toThrow(
    `${path} contains a model of the kind "stacked", not a detector of anomalies.`,
  );
});

it("files alone are enough, as in a page", async () => {
  const detector = await fitted();
  const saved = filesIn(detector);
  expect(await detectorFrom(saved).scoreSamples(rows)).toEqual(await detector.scoreSamples(rows));
  const files = withoutDigests(saved);
  expect(await detectorFrom(files).scoreSamples(rows)).toEqual(await detector.scoreSamples(rows));
  expect(() => detectorFrom({ "config.json": files["config.json"]! })).toThrow("model.safetensors can't be read.");
  const fewer = JSON.parse(new TextDecoder().decode(files["config.json"]));
  fewer.ensemble.hidden = [3];
  expect(() => detectorFrom({ ...files, "config.json": Buffer.from(JSON.stringify(fewer)) })).toThrow(
    /^model\.safetensors doesn't fit the columns in config\.json\.|^model\.safetensors has no/,
  );
});

const python = resolve(process.env.CODINGS_PYTHON ?? ".venv/bin/python");
const hasOnnx = existsSync(python) && spawnSync(python, ["-c", "import onnxruntime"]).status === 0;

describe.each([
  ["an array", fitted],
  ["a table", () => new AnomalyDetector({ steps: 20, table: kinds.table }).fit(kinds.rows(60))],
] as const)("the card of %s", (_what, detectorOf) => {
  it("lists the inputs and outputs that detector.onnx has, in their order", async () => {
    const files = detectorFiles(await detectorOf());
    const { inputs, outputs } = fromOnnx(files["detector.onnx"] as Uint8Array);
    const listed = [...`${files["README.md"]}`.matchAll(/^- `(.+)`: (\w+) \[batch/gm)].map(([, name, type]) => ({ name, type }));
    expect(listed).toEqual([...inputs, ...outputs].map(({ name, dtype: type }) => ({ name, type })));
  });

  it.skipIf(!hasOnnx)("has a Python program that runs as it stands (needs bash bench/python/setup.sh)", async () => {
    const cwd = folder.path("card");
    await (await detectorOf()).save(cwd);
    const card = readFileSync(join(cwd, "README.md"), "utf8");
    const program = /In Python, in this folder:\n\n((?: {4}.*\n|\n)+)/.exec(card)![1]!.replace(/^ {4}/gm, "");
    const shown = "print([value.shape[0] for value in (score, percentile, outlier, contributions)])";
    const { stdout, stderr } = spawnSync(python, ["-c", `${program}\n${shown}`], { cwd, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe("[2, 2, 2, 2]\n");
  });
});
