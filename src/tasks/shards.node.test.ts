import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { random } from "../core/random.ts";
import { bytesIn } from "../core/temporary.fixture.ts";
import { check } from "./check.node.ts";
import { mergeShards } from "./merge-shards.node.ts";
import { checkShard, encodeShard, scoreShard, shardOf } from "./shards.node.ts";
import { train } from "./train.node.ts";

let folder = "";
const at = (...path: string[]) => join(folder, ...path);
const FILES = 5;
const rowsOf = (file: number) => 60 + file;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-shards-"));
  mkdirSync(at("data", "more"), { recursive: true });
  const source = random(4);
  for (let file = 0; file < FILES; file++) {
    const lines = Array.from({ length: rowsOf(file) }, () => {
      const x = source.normal();
      return [x, 2 * x + source.normal() / 10, source.normal()].map((number) => number.toFixed(3)).join();
    });
    writeFileSync(at("data", file === 4 ? "more/4.csv" : `${file}.csv`), ["a,b,c", ...lines].join("\n"));
  }
  await train(at("data", "0.csv"), { codings: 2, epochs: 2, output: at("model") });
  await check(at("data", "0.csv"), { save: at("checker") });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const all = () => at("data", "**", "*.csv");

it("shards out all files, verifies that each row appears once, and changes nothing when a shard is repeated", async () => {
  const shards = [1, 2, 3].map((number) => ({ output: at("out"), shard: `${number}/3` }));
  for (const shard of shards) await encodeShard(at("model"), all(), shard);
  const before = bytesIn(at("out"));
  for (const shard of shards.toReversed()) await encodeShard(at("model"), all(), shard);
  expect(bytesIn(at("out"))).toEqual(before);
  const { rows, files, shards: count } = await mergeShards(at("out"));
  expect([rows, count]).toEqual([Array.from({ length: FILES }, (_, i) => rowsOf(i)).reduce((a, b) => a + b), 3]);
  expect(files.map(({ input }) => input)).toEqual(["0.csv", "1.csv", "2.csv", "3.csv", "more/4.csv"]);
  expect(
    readFileSync(at("out", "shard-2-of-3", "more", "4.csv"), "utf8")
      .trimEnd()
      .split("\n"),
  ).toHaveLength(rowsOf(4) + 1);
});

it("leaves no new folder if the model can't encode", async () => {
  const wanted = { output: at("new", "deep"), shard: "1/2" };
  await expect(encodeShard(at("checker"), all(), wanted)).rejects.toThrow("contains a table checker");
  expect(readdirSync(folder)).not.toContain("new");
});

it("scores and checks shards, too", async () => {
  for (const number of [1, 2]) {
    await scoreShard(at("model"), all(), { output: at("scores"), shard: { number, of: 2 } });
    await checkShard(at("checker"), all(), { output: at("findings"), shard: { number, of: 2 } });
  }
  expect((await mergeShards(at("scores"))).rows).toBe((await mergeShards(at("findings"))).rows);
});

it("refuses results of another job, changed results, and missing shards, files and rows", async () => {
  const output = at("refused");
  const first = () => encodeShard(at("model"), all(), { output, shard: "1/2" });
  await first();
  await expect(mergeShards(output)).rejects.toThrow(/1 shard of 2 in .* isn't complete: 2\. Run it again/);
  await expect(scoreShard(at("model"), all(), { output, shard: "1/2" })).rejects.toThrow(/another job: the task differs/);
  await expect(encodeShard(at("model"), at("data", "*.csv"), { output, shard: "1/2" })).rejects.toThrow(/the input files differ/);
  await encodeShard(at("model"), all(), { output, shard: "2/2" });
  const file = join(output, "shard-1-of-2", "0.csv");
  const [text, manifest] = [file, join(output, "shard-1-of-2", "manifest.json")].map((path) => readFileSync(path, "utf8"));
  writeFileSync(file, text!.replace(/\n1,/, "\n2,"));
  await expect(mergeShards(output)).rejects.toThrow(/0\.csv was changed after it was written/);
  await expect(first()).rejects.toThrow(/was changed/);
  // The digest of the changed file hides the change, but its rows don't.
  const { digestOf } = await import("../data/fingerprint.node.ts");
  const old = JSON.parse(manifest!).files[0].sha256;
  writeFileSync(join(output, "shard-1-of-2", "manifest.json"), manifest!.replace(old, (await digestOf(file))!));
  await expect(mergeShards(output)).rejects.toThrow(/must have each of the 60 rows of 0\.csv once/);
  writeFileSync(file, text!);
  writeFileSync(join(output, "shard-1-of-2", "manifest.json"), manifest!);
  writeFileSync(at("data", "0.csv"), `${readFileSync(at("data", "0.csv"), "utf8")}\n1,2,3`);
  await expect(first()).rejects.toThrow(/another 0\.csv, which has changed since/);
});

it("reads the number of a shard from a scheduler's variables", () => {
  expect(shardOf("2/8", {})).toEqual({ number: 2, of: 8 });
  expect(shardOf("8", { JOB_COMPLETION_INDEX: "0" })).toEqual({ number: 1, of: 8 });
  expect(shardOf("job", { JOB_COMPLETION_INDEX: "7", JOB_COMPLETIONS: "8" })).toEqual({ number: 8, of: 8 });
  expect(() => shardOf("job", { JOB_COMPLETION_INDEX: "7" })).toThrow(/JOB_COMPLETIONS, which is missing/);
  expect(() => shardOf("8", { JOB_COMPLETION_INDEX: "8" })).toThrow(/shard 9 of 8/);
  expect(() => shardOf("0/8", {})).toThrow(/from 1 to the number of shards/);
  expect(() => shardOf("half", {})).toThrow(/such as 2\/8/);
});
