import { readdirSync, renameSync, rmSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { attempt } from "../core/attempt.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { exists, expectPath, explainWriteError, orExplain, writeFileAtomically } from "../core/files.node.ts";
import { makeFolder, temporary } from "../core/half-done.node.ts";
import { message, option } from "../core/message.ts";
import { expectKnown, type OptionNames } from "../core/options.ts";
import { hasEnded, newOwner } from "../core/owner.node.ts";
import { VERSION } from "../core/version.ts";
import { digestOf, fingerprintOf } from "../data/fingerprint.node.ts";
import { openDatabase } from "../data/tables/duckdb/database.node.ts";
import { explainTableError } from "../data/tables/duckdb/explain.ts";
import { filesOf, isPattern, isRemote } from "../data/tables/duckdb/files.node.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { CHECK_OPTIONS, type CheckFileOptions, check, FINDINGS_ENDINGS } from "./check.node.ts";
import { ENCODE_OPTIONS, type EncodeOptions, encode } from "./encode.node.ts";
import { SCORE_OPTIONS, type ScoreNodeOptions, score } from "./score.node.ts";
import {
  difference,
  expectUnchanged,
  inLines,
  type Job,
  MANIFEST,
  manifestIn,
  type Shard,
  type ShardFile,
  type ShardManifest,
} from "./shard-manifest.node.ts";

// A shard writes its files into a hidden folder, and one rename makes that folder OUT/shard-2-of-8. Whoever finds this folder
// finds all of the shard. A shard that is run again, on purpose or because a scheduler started it twice, changes nothing.

/** Options of a task on one shard of some files. */
export interface ShardOptions {
  /** Folder for the results of all shards. The shard writes only its own folder in it, such as `shard-2-of-8`. */
  readonly output: string;
  /** "2/8" is the second of eight shards. "8" and "job" are for schedulers that number their processes (`shardOf`). */
  readonly shard: string | Shard;
}

const folderOf = ({ number, of }: Shard): string => `shard-${number}-of-${of}`;
const HIDDEN = ".shard-";

/**
 * Reads which shard a process works on.
 * @param text - "2/8"; "8", where the number of the shard comes from JOB_COMPLETION_INDEX, which Kubernetes sets from 0; or "job",
 * where JOB_COMPLETIONS has the number of all shards.
 * @throws OptionError if it isn't one of these, or a variable is missing.
 */
export function shardOf(text: unknown, env: Readonly<Record<string, string | undefined>> = process.env): Shard {
  if (typeof text !== "string") {
    const { number, of } = (text ?? {}) as Partial<Shard>;
    return expectShard({ number: number as number, of: of as number }, `{ number: ${number}, of: ${of} }`);
  }
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (of !== undefined) return expectShard({ number: Number(number), of: Number(of) }, `"${text}"`);
  if (text !== "job" && !/^\d+$/.test(text))
    throw new OptionError(
      message`${option("shard")} must be the number of a shard and of all shards, such as 2/8, only the number of all shards, or job, but it is "${text}".`,
    );
  const read = (name: string): number => {
    const value = env[name] ?? "";
    if (/^\d+$/.test(value)) return Number(value);
    throw new OptionError(
      message`${option("shard", text)} reads the environment variable ${name}, which is ${value === "" ? "missing" : `"${value}"`}. Set it to a whole number, or give the shard as 2/8.`,
    );
  };
  const all = text === "job" ? read("JOB_COMPLETIONS") : Number(text);
  return expectShard({ number: read("JOB_COMPLETION_INDEX") + 1, of: all }, `${all} with JOB_COMPLETION_INDEX`);
}

function expectShard({ number, of }: Shard, told: string): Shard {
  if (Number.isInteger(number) && Number.isInteger(of) && number >= 1 && number <= of) return { number, of };
  throw new OptionError(
    message`${option("shard")} must be from 1 to the number of shards, but it is ${told}, shard ${number} of ${of}.`,
  );
}

type EncodeShardOptions = Omit<EncodeOptions, "output"> & ShardOptions;
type ScoreShardOptions = Omit<ScoreNodeOptions, "output" | "labels"> & ShardOptions;
type CheckShardOptions = Omit<CheckFileOptions, "output" | "model" | "save" | "fixed"> & ShardOptions;

const SHARD_OPTIONS: OptionNames<ShardOptions> = { output: true, shard: true };
const { labels: _labels, ...ofScore } = SCORE_OPTIONS;
const { model: _model, save: _save, fixed: _fixed, ...ofCheck } = CHECK_OPTIONS;
const ENCODE_SHARD: OptionNames<EncodeShardOptions> = { ...ENCODE_OPTIONS, ...SHARD_OPTIONS };
const SCORE_SHARD: OptionNames<ScoreShardOptions> = { ...ofScore, ...SHARD_OPTIONS };
const CHECK_SHARD: OptionNames<CheckShardOptions> = { ...ofCheck, ...SHARD_OPTIONS };

/**
 * Encodes one shard of the files that match a pattern, each into a file of its own.
 * @param model - path of a model folder.
 * @param data - path or pattern of files, such as "data/*.parquet". Each shard gets every n-th file.
 * @throws DataError if a file can't be read, or if the shard's folder has results of another job.
 * @example
 * await encodeShard("model", "data/*.parquet", { output: "out", shard: "2/8" });
 * const { rows } = await mergeShards("out"); // when all eight have ended
 */
export const encodeShard = async (model: string, data: string, options: EncodeShardOptions): Promise<ShardManifest> => {
  expectKnown({ where: "encodeShard", names: ENCODE_SHARD }, options);
  return runShard("encode", model, data, options, TABLE_ENDINGS, async (file, own) => (await encode(model, file, own)).shape[0]!);
};

/** Scores one shard of the files that match a pattern, as `encodeShard` encodes them. @throws as `encodeShard`. */
export const scoreShard = async (model: string, data: string, options: ScoreShardOptions): Promise<ShardManifest> => {
  expectKnown({ where: "scoreShard", names: SCORE_SHARD }, options);
  return runShard("score", model, data, options, TABLE_ENDINGS, async (file, own) => (await score(model, file, own)).rows);
};

/** Checks one shard of the files that match a pattern with a saved checker, as `encodeShard` encodes them. @throws as `encodeShard`. */
export const checkShard = async (model: string, data: string, options: CheckShardOptions): Promise<ShardManifest> => {
  expectKnown({ where: "checkShard", names: CHECK_SHARD }, options);
  return runShard(
    "check",
    model,
    data,
    options,
    FINDINGS_ENDINGS,
    async (file, own) => (await check(file, { ...own, model })).rows,
  );
};

/** The options that don't change the results. */
const RUNNING: ReadonlySet<string> = new Set(["signal", "runtime", "device", "onProgress", "onNote", "maxMemory"]);

/** Works on the files of a shard. @param work - writes the results of a file to `output`, and returns the number of its rows. */
async function runShard<O extends ShardOptions>(
  task: Job["task"],
  model: string,
  data: string,
  { shard: given, output, ...options }: O,
  endings: readonly string[],
  work: (file: string, own: Omit<O, "shard" | "output"> & { readonly output: string }) => Promise<number>,
): Promise<ShardManifest> {
  expectPath(output, "the output folder");
  const shard = shardOf(given);
  const files = await filesFor(data);
  const names = withoutCommonFolders(files);
  const job: Job = {
    task,
    codings: VERSION,
    model: await digestOfModel(model),
    options: Object.fromEntries(Object.entries(options).filter(([name, value]) => !RUNNING.has(name) && value !== undefined)),
    inputs: names,
  };
  const mine = files.flatMap((file, i) => (i % shard.of === shard.number - 1 ? [{ file, name: names[i]! }] : []));
  const target = join(output, folderOf(shard));
  const done = manifestIn(target);
  if (done) return expectSame(done, job, mine, target);
  await removeLeftovers(output);
  const removeMade = await orExplain(makeFolder(output), output);
  const fresh = temporary(join(output, HIDDEN + newOwner()));
  try {
    await orExplain(mkdir(fresh.path), fresh.path);
    const written: ShardFile[] = [];
    for (const { file, name } of mine) {
      const own = `${name}${endings.some((ending) => name.endsWith(ending)) ? "" : ".parquet"}`;
      const path = join(fresh.path, own);
      const fingerprint = await fingerprintOf(file);
      const rows = await work(file, { ...(options as Omit<O, "shard" | "output">), output: path });
      written.push({ input: name, fingerprint, output: own, rows, sha256: (await digestOf(path))! });
    }
    const manifest: ShardManifest = { ...job, shard, rows: written.reduce((sum, { rows }) => sum + rows, 0), files: written };
    await writeFileAtomically(join(fresh.path, MANIFEST), inLines(manifest));
    try {
      renameSync(fresh.path, target);
    } catch (error) {
      // Another process that ran the same shard was faster.
      const other = manifestIn(target);
      if (!other) throw explainWriteError(error, target);
      return expectSame(other, job, mine, target);
    }
    return manifest;
  } finally {
    fresh.remove();
    removeMade();
  }
}

async function filesFor(data: string): Promise<readonly string[]> {
  if (!isPattern(data) || (await exists(data))) {
    if (isRemote(data)) return [data];
    const info = await stat(data).catch(() => undefined);
    if (!info?.isFile())
      throw new DataError(
        message`${data} ${info ? "isn't a file" : "doesn't exist"}. ${option("shard")} shares out files: give a pattern of them, such as "data/*.parquet".`,
      );
    return [data];
  }
  const database = await openDatabase();
  try {
    return await filesOf(database, data);
  } catch (error) {
    throw explainTableError(error, data);
  } finally {
    database.close();
  }
}

/** Returns the paths of files without the folders that all of them are in. */
function withoutCommonFolders(files: readonly string[]): readonly string[] {
  const folders = files.map((file) => dirname(file).split(/[/\\]/));
  const shared = folders[0]!.findIndex((part, i) => folders.some((each) => each[i] !== part));
  const common = folders[0]!.slice(0, shared < 0 ? undefined : shared).join("/");
  return files.map((file) => (common === "" ? file : relative(common, file)).replaceAll("\\", "/"));
}

async function digestOfModel(model: string): Promise<string> {
  const digest = await digestOf(join(model, "config.json"));
  if (digest === undefined) throw new DataError(`${model} is not a model folder: it has no config.json. Check the path.`);
  return digest;
}

/** @throws DataError if finished results belong to another job or to other data, or were changed. */
async function expectSame(
  done: ShardManifest,
  job: Job,
  mine: readonly { readonly file: string; readonly name: string }[],
  folder: string,
): Promise<ShardManifest> {
  const other = difference(done, JSON.parse(JSON.stringify(job)) as Job);
  const refuse = (reason: string) => new DataError(`${folder} ${reason}. Choose another output folder, or delete this one.`);
  if (other) throw refuse(`has the results of another job: the ${other} differ${/s$/.test(other) ? "" : "s"}`);
  for (const { file, name } of mine) {
    const before = done.files.find(({ input }) => input === name)?.fingerprint;
    if ((await fingerprintOf(file)) !== before) throw refuse(`has the results of another ${name}, which has changed since`);
  }
  await expectUnchanged(done, folder);
  return done;
}

/** Removes the hidden folders of processes that were killed. */
async function removeLeftovers(output: string): Promise<void> {
  for (const name of attempt(() => readdirSync(output)) ?? []) {
    const path = join(output, name);
    if (name.startsWith(HIDDEN) && hasEnded(name.slice(HIDDEN.length), path))
      attempt(() => rmSync(path, { recursive: true, force: true }));
  }
}
