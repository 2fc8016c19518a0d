import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { attempt } from "../core/attempt.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { exists, expectPath, explainWriteError, orExplain, writeFileAtomically } from "../core/files.node.ts";
import { makeFolder, temporary } from "../core/half-done.node.ts";
import { message, option } from "../core/message.ts";
import { expectKnown, type OptionNames } from "../core/options.ts";
import { hasEnded, newOwner } from "../core/owner.node.ts";
import { VERSION } from "../core/version.ts";
import { counted } from "../core/words.ts";
import { digestOf, fingerprintOf } from "../data/fingerprint.node.ts";
import { identifier, literal, openDatabase } from "../data/tables/duckdb/database.node.ts";
import { explainTableError } from "../data/tables/duckdb/explain.ts";
import { filesOf, isPattern, isRemote } from "../data/tables/duckdb/files.node.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { CHECK_OPTIONS, type CheckFileOptions, check, FINDINGS_ENDINGS } from "./check.node.ts";
import { ENCODE_OPTIONS, type EncodeOptions, encode } from "./encode.node.ts";
import { SCORE_OPTIONS, type ScoreNodeOptions, score } from "./score.node.ts";

// A shard writes its files into a hidden folder, and one rename makes that folder OUT/shard-2-of-8. Whoever finds this folder
// finds all of the shard. A shard that is run again, on purpose or because a scheduler started it twice, changes nothing.

/** Which part of some files a process works on: shard `number` of `of`, counted from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** Options of a task on one shard of some files. */
export interface ShardOptions {
  /** Folder for the results of all shards. The shard writes only its own folder in it, such as `shard-2-of-8`. */
  readonly output: string;
  /** "2/8" is the second of eight shards. "8" and "job" are for schedulers that number their processes (`shardOf`). */
  readonly shard: string | Shard;
}

/** One input file, and the file of its results. */
export interface ShardFile {
  /** Path of the input, without the folders that all inputs share. */
  readonly input: string;
  /** Hash of the input's size, beginning and end; undefined for a file on another machine. */
  readonly fingerprint?: string | undefined;
  /** Path of the results below the shard's folder. */
  readonly output: string;
  /** Number of rows that were read and worked on. */
  readonly rows: number;
  /** SHA-256 of the results. */
  readonly sha256: string;
}

/** The facts that all shards of a job share. */
interface Job {
  readonly task: "encode" | "score" | "check";
  readonly codings: string;
  /** SHA-256 of the model's `config.json`, which lists the digests of the model's other files. */
  readonly model: string;
  /** The options that change the results. */
  readonly options: Readonly<Record<string, unknown>>;
  /** All inputs of the job, in order. Shard k of n has each n-th one, from the k-th on. */
  readonly inputs: readonly string[];
}

/** The work that a shard has done: the content of `manifest.json` in its folder. */
export interface ShardManifest extends Job {
  readonly shard: Shard;
  readonly rows: number;
  readonly files: readonly ShardFile[];
}

/** All shards of a job together: the content of `manifest.json` beside the shards' folders. */
export interface MergedShards extends Job {
  readonly shards: number;
  readonly rows: number;
  /** All files in the order of the inputs. The paths of the results begin at the output folder. */
  readonly files: readonly ShardFile[];
}

const MANIFEST = "manifest.json";
const folderOf = ({ number, of }: Shard): string => `shard-${number}-of-${of}`;
const FOLDER = /^shard-(\d+)-of-(\d+)$/;
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

const inLines = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Reads the manifest in a folder; undefined if there is none. @throws DataError if it can't be read. */
function manifestIn(folder: string): ShardManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  const manifest = attempt(() => JSON.parse(readFileSync(path, "utf8")) as ShardManifest);
  if (manifest?.shard && Array.isArray(manifest.files) && Array.isArray(manifest.inputs)) return manifest;
  throw new DataError(`${path} isn't the manifest of a shard. Delete ${folder}, and run the shard again.`);
}

const NAMES = { task: "task", codings: "version of codings", model: "model", options: "options", inputs: "input files" } as const;

/** Returns what differs between two jobs, as a noun; undefined if they are the same. */
const difference = (a: Job, b: Job): string | undefined =>
  Object.entries(NAMES).find(([name]) => JSON.stringify(a[name as keyof Job]) !== JSON.stringify(b[name as keyof Job]))?.[1];

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

/** @throws DataError if a file of results isn't the one that a manifest lists. */
async function expectUnchanged({ files }: ShardManifest, folder: string): Promise<void> {
  for (const { output, sha256 } of files) {
    const path = join(folder, output);
    const found = await digestOf(path);
    if (found !== sha256)
      throw new DataError(
        `${path} ${found === undefined ? "is missing" : "was changed after it was written"}. Delete ${folder}, and run shard ${basename(folder)} again.`,
      );
  }
}

/** Removes the hidden folders of processes that were killed. */
async function removeLeftovers(output: string): Promise<void> {
  for (const name of attempt(() => readdirSync(output)) ?? []) {
    const path = join(output, name);
    if (name.startsWith(HIDDEN) && hasEnded(name.slice(HIDDEN.length), path))
      attempt(() => rmSync(path, { recursive: true, force: true }));
  }
}

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
