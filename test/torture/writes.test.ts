import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Autoencoder } from "../../src/autoencoders/index.ts";
import { attempt } from "../../src/core/attempt.ts";
import { random } from "../../src/core/random.ts";
import { runCodings } from "../codings.fixture.ts";
import { type Failure, onFaultyDisk } from "./faulty-disk.fixture.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

let folder = "";
const path = (...names: string[]) => join(folder, ...names);
const training = ["train", "table.csv", "--model", "variational", "--codings", "2", "--epochs", "1", "--quiet", "--threads", "1"];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "codings-writes-")));
  const source = random(5);
  const rows = Array.from({ length: 120 }, (_, i) => {
    const [a, b] = [source.integer(50), source.integer(9)];
    return [`r${i}`, a, b, i === 7 ? 999 : a + b, i % 9 === 0 ? "" : "xyz"[source.integer(3)]].join();
  });
  writeFileSync(path("table.csv"), `${["id,a,b,total,kind", ...rows].join("\n")}\n`);
  for (const seed of ["1", "2"])
    expect(await runCodings(folder, [...training, "--seed", seed, "--out", `seed-${seed}`])).toMatchObject({
      status: 0,
      stderr: "",
    });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The failures to try: each call of a list fails in each way, or in the short version a few of them. */
function failures(calls: readonly string[], most: number): readonly (readonly [call: number, failure: Failure])[] {
  const all = calls.flatMap((name, i) =>
    (["ENOSPC", "EIO", ...(name.startsWith("write") ? (["short write"] as const) : [])] as const).map(
      (failure) => [i + 1, failure] as const,
    ),
  );
  return isLong ? all : Array.from({ length: most }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / most)]!);
}

const oneLine = /^codings: [^\n]+\.\n$/;

it(
  "a training whose save fails at any call leaves the complete old or new model, says one line, and leaves nothing over",
  async () => {
    const weights = async (model: string) => Buffer.from(readFileSync(path(model, "model.safetensors"))).toString("base64");
    const [old, fresh] = [await weights("seed-1"), await weights("seed-2")];
    const retrain = () => runCodings(folder, [...training, "--seed", "2", "--out", "model"]);
    const begin = () => {
      rmSync(path("model"), { recursive: true, force: true });
      cpSync(path("seed-1"), path("model"), { recursive: true });
    };
    begin();
    const { calls } = await onFaultyDisk(path("model"), 0, "EIO", retrain);
    expect(await weights("model")).toBe(fresh);
    expect(calls.length).toBeGreaterThan(30);
    const counts = { failures: 0, old: 0 };
    for (const [call, failure] of failures(calls, 4)) {
      begin();
      const what = `${failure} at call ${call}, ${calls[call - 1]}`;
      const { result } = await onFaultyDisk(path("model"), call, failure, retrain);
      const { autoencoder, state } = await Autoencoder.open(path("model"));
      expect(state!.epoch, what).toBe(1);
      await autoencoder.save(path("copy"));
      const found = await weights("copy");
      expect([old, fresh], what).toContain(found);
      expect(result, what).toMatchObject({ status: 1, stderr: expect.stringMatching(oneLine) });
      if (found === old) expect(namesIn("model"), what).toEqual(namesIn("seed-1"));
      await autoencoder.save(path("model"), { state: state! });
      expect(namesIn("model"), what).toEqual(namesIn("seed-1"));
      counts.failures++;
      if (found === old) counts.old++;
    }
    report(
      `writes: ${counts.failures} failures of the ${calls.length} calls that save a model: the old model was complete ${counts.old} times, the new one ${counts.failures - counts.old} times`,
    );
  },
  timeout,
);

const namesIn = (name: string) => readdirSync(path(name)).toSorted();

/** What the tests of commands counted. */
const counts = { failures: 0, old: 0, limited: 0 };
afterAll(() => {
  report(
    `writes: ${counts.failures} failures of calls in ${WRITING.length} commands that write files: ${counts.old} times every file was as before, ${counts.failures - counts.old} times some of several files were replaced completely`,
  );
  report(`writes: ${counts.limited} commands whose files didn't fit left the old files, and said why in one line`);
});

/** Commands that write files, and these files. Those of the short version come first. */
const WRITING: readonly (readonly [args: string, files: readonly string[]])[] = [
  ["encode seed-1 table.csv -o out/x.csv", ["x.csv"]],
  ["export seed-1 -o out/x", ["x/encoder.onnx", "x/decoder.onnx", "x/autoencoder.onnx", "x/scorer.onnx"]],
  ["encode seed-1 table.csv -o out/x.npy", ["x.npy"]],
  ["encode seed-1 table.csv -o out/x.parquet", ["x.parquet"]],
  ["reconstruct seed-1 table.csv -o out/x.npy", ["x.npy"]],
  ["generate seed-1 --number 20 -o out/x.jsonl", ["x.jsonl"]],
  ["score seed-1 table.csv -o out/x.json", ["x.json"]],
  ["impute seed-1 table.csv -o out/x.csv", ["x.csv"]],
  ["impute seed-1 table.csv -o out/x.parquet", ["x.parquet"]],
  ["similar seed-1 table.csv --to 3 -o out/x.tsv", ["x.tsv"]],
  ["drift seed-1 table.csv -o out/x.csv", ["x.csv"]],
  ["check table.csv -o out/x.csv --fixed out/y.csv", ["x.csv", "y.csv"]],
  ["check table.csv -o out/x.html", ["x.html"]],
  ["map seed-1 table.csv --method pca -o out/x.svg", ["x.svg"]],
  ["map seed-1 table.csv --method pca -o out/x.png", ["x.png"]],
  ["map seed-1 table.csv --method pca -o out/x.html", ["x.html"]],
  ["map seed-1 table.csv --method pca -o out/x.parquet", ["x.parquet"]],
  ["report seed-1 table.csv -o out/x.html", ["x.html"]],
  ["export seed-1 -o out/x.onnx", ["x.onnx"]],
];

const OLD = "the old contents";

/** Replaces the folder for outputs by one with old files, or removes it. */
function beginOut(files: readonly string[], isThere: boolean): void {
  rmSync(path("out"), { recursive: true, force: true });
  if (!isThere) return;
  for (const file of files) {
    mkdirSync(join(path("out", file), ".."), { recursive: true });
    writeFileSync(path("out", file), OLD);
  }
}

/** Returns the files below a folder, or nothing if it doesn't exist. */
const filesIn = (name: string): string[] =>
  (attempt(() => readdirSync(path(name), { recursive: true, encoding: "utf8" })) ?? [])
    .filter((file) => statSync(path(name, file)).isFile())
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();

/** Asserts that each file has its old or its new contents, and that nothing else is there. Returns whether all are old. */
function expectWhole(what: string, files: readonly string[], sizes: readonly number[], isThere: boolean): boolean {
  const found = filesIn("out");
  if (isThere) expect(found, what).toEqual(files.toSorted());
  else expect(files, what).toEqual(expect.arrayContaining(found));
  const areOld = files.map((file, i) => {
    if (!found.includes(file)) return true;
    const bytes = readFileSync(path("out", file));
    const isOld = bytes.toString() === OLD;
    if (!isOld) expect(bytes.length, `${what}: ${file}`).toBe(sizes[i]);
    return isOld;
  });
  return areOld.every(Boolean);
}

it.each(WRITING.slice(0, times(2, WRITING.length)))(
  "%s: a file is complete or unchanged, whatever call fails",
  async (args, files) => {
    const run = () => runCodings(folder, [...args.split(" "), "--quiet"]);
    beginOut(files, true);
    const { calls, result } = await onFaultyDisk(path("out"), 0, "EIO", run);
    expect(result).toMatchObject({ status: 0, stderr: "" });
    const sizes = files.map((file) => statSync(path("out", file)).size);
    for (const isThere of [true, false])
      for (const [call, failure] of failures(calls, 2)) {
        const what = `${failure} at call ${call}, ${calls[call - 1]}`;
        beginOut(files, isThere);
        const { result } = await onFaultyDisk(path("out"), call, failure, run);
        const areOld = expectWhole(what, files, sizes, isThere);
        expect(result, what).toMatchObject({ status: 1, stderr: expect.stringMatching(oneLine) });
        if (areOld && !isThere) expect(existsSync(path("out")), what).toBe(false);
        counts.failures++;
        if (areOld) counts.old++;
      }
  },
  timeout,
);

/** Shells limit the size of the files that a process writes, also those that DuckDB writes. */
describe.skipIf(process.platform === "win32")("a disk that takes only the beginning of a file", () => {
  const main = resolve("dist/cli/main.js");
  const commands = [...WRITING, [[...training, "--seed", "2", "--out", "out/model"].join(" "), []] as const];
  it.each(commands.slice(0, times(1, commands.length)))(
    "%s: the old file is unchanged, and one line says why",
    (args, files) => {
      for (const blocks of isLong ? [0, 1, 2, 4, 8] : [0]) {
        beginOut(files, true);
        const limited = [
          "-c",
          'ulimit -f "$0" && exec "$@"',
          String(blocks),
          process.execPath,
          main,
          ...args.split(" "),
          "--quiet",
        ];
        mkdirSync(path("tmp"), { recursive: true });
        const { status, stderr } = spawnSync("sh", limited, {
          cwd: folder,
          encoding: "utf8",
          env: { ...process.env, TMPDIR: path("tmp") },
        });
        const what = `${blocks} blocks: ${stderr}`;
        expect(readdirSync(path("tmp")), what).toEqual([]);
        // A small file fits.
        if (status === 0) continue;
        expect(stderr, what).toMatch(oneLine);
        expect(filesIn("out"), what).toEqual(files.toSorted());
        if (files.length === 1) expect(readFileSync(path("out", files[0]!), "utf8"), what).toBe(OLD);
        counts.limited++;
      }
    },
    timeout,
  );
});
