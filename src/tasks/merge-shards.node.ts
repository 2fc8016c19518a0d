import { readdirSync } from "node:fs";
import { join } from "node:path";
import { attempt } from "../core/attempt.ts";
import { DataError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { counted } from "../core/words.ts";
import { identifier, literal, openDatabase } from "../data/tables/duckdb/database.node.ts";
import {
  difference,
  expectUnchanged,
  inLines,
  MANIFEST,
  type MergedShards,
  manifestIn,
  type ShardFile,
} from "./shard-manifest.node.ts";

/** Name of a shard's folder. */
const FOLDER = /^shard-(\d+)-of-(\d+)$/;

/**
 * Verifies the results of all shards in a folder. Every shard must be there, and all must belong to one job. Each input file must
 * be in one shard, and no file of results may have changed. Each file of codings or scores must have each row of its input once.
 * The function then writes `manifest.json`
 * beside the shards' folders, which proves that the job is complete. The results stay where they are.
 * @param folder - output folder of the shards.
 * @throws DataError that names the shards, files or rows that are missing or wrong.
 * @example
 * const { rows, files } = await mergeShards("out");
 */
export async function mergeShards(folder: string): Promise<MergedShards> {
  const found = (attempt(() => readdirSync(folder)) ?? []).flatMap((name) => {
    const [, number, of] = FOLDER.exec(name) ?? [];
    const manifest = of === undefined ? undefined : manifestIn(join(folder, name));
    return manifest ? [{ name, number: Number(number), of: Number(of), manifest }] : [];
  });
  const first = found[0];
  if (!first) throw new DataError(`${folder} has no results of shards. Give the output folder of the shards.`);
  const { of, manifest: job } = first;
  for (const { name, of: all, manifest } of found) {
    const other = all === of ? difference(manifest, job) : "number of shards";
    if (other)
      throw new DataError(`${first.name} and ${name} in ${folder} differ in their ${other}. Run all shards of one job again.`);
  }
  const numbers = new Set(found.map(({ number }) => number));
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((number) => !numbers.has(number));
  if (missing.length > 0)
    throw new DataError(
      `${counted(missing.length, "shard")} of ${of} in ${folder} ${missing.length === 1 ? "isn't" : "aren't"} complete: ${missing.join(", ")}. Run ${missing.length === 1 ? "it" : "them"} again.`,
    );
  const byInput = new Map<string, ShardFile>();
  for (const { name, manifest } of found) {
    await expectUnchanged(manifest, join(folder, name));
    for (const file of manifest.files) {
      if (byInput.has(file.input)) throw new DataError(`${file.input} is in two shards of ${folder}. Run all shards again.`);
      byInput.set(file.input, { ...file, output: `${name}/${file.output}` });
    }
  }
  const files = job.inputs.map((input) => {
    const file = byInput.get(input);
    if (!file) throw new DataError(`${input} is in no shard of ${folder}. Run all shards again.`);
    return file;
  });
  if (job.task !== "check") await expectEachRow(folder, files);
  const { task, codings, model, options, inputs } = job;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const merged: MergedShards = { task, codings, model, options, inputs, shards: of, rows, files };
  await writeFileAtomically(join(folder, MANIFEST), inLines(merged));
  return merged;
}

/** @throws DataError if a file of results doesn't have as many rows as its input, or a row number twice. */
async function expectEachRow(folder: string, files: readonly ShardFile[]): Promise<void> {
  const database = await openDatabase();
  try {
    for (const { input, output, rows } of files) {
      // Arrays have no row numbers. Their digests were compared before.
      if (output.endsWith(".npy")) continue;
      const table = literal(join(folder, output));
      const hasNumbers = (await database.types(`SELECT * FROM ${table}`)).some(({ name }) => name === "row");
      const numbers = hasNumbers ? identifier("row") : "row_number() OVER () ";
      const [counts] = await database.rows(
        `SELECT count(*) AS n, count(DISTINCT r) AS different, min(r) AS low, max(r) AS high FROM (SELECT ${numbers} AS r FROM ${table})`,
      );
      const { n, different, low, high } = counts as Record<string, number>;
      if ([n, different, high].some((each) => Number(each) !== rows) || Number(low) !== 1)
        throw new DataError(
          `${join(folder, output)} must have each of the ${counted(rows, "row")} of ${input} once, but it has ${n} rows, ${different} different ones, from ${low} to ${high}. Run this shard again.`,
        );
    }
  } finally {
    database.close();
  }
}
