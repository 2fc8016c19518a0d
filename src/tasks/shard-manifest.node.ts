import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { attempt } from "../core/attempt.ts";
import { DataError } from "../core/errors.ts";
import { digestOf } from "../data/fingerprint.node.ts";

/** Which part of some files a process works on: shard `number` of `of`, counted from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
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
export interface Job {
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

export const MANIFEST = "manifest.json";

export const inLines = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Reads the manifest in a folder; undefined if there is none. @throws DataError if it can't be read. */
export function manifestIn(folder: string): ShardManifest | undefined {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  const manifest = attempt(() => JSON.parse(readFileSync(path, "utf8")) as ShardManifest);
  if (manifest?.shard && Array.isArray(manifest.files) && Array.isArray(manifest.inputs)) return manifest;
  throw new DataError(`${path} isn't the manifest of a shard. Delete ${folder}, and run the shard again.`);
}

const NAMES = { task: "task", codings: "version of codings", model: "model", options: "options", inputs: "input files" } as const;

/** Returns what differs between two jobs, as a noun; undefined if they are the same. */
export const difference = (a: Job, b: Job): string | undefined =>
  Object.entries(NAMES).find(([name]) => JSON.stringify(a[name as keyof Job]) !== JSON.stringify(b[name as keyof Job]))?.[1];

/** @throws DataError if a file of results isn't the one that a manifest lists. */
export async function expectUnchanged({ files }: ShardManifest, folder: string): Promise<void> {
  for (const { output, sha256 } of files) {
    const path = join(folder, output);
    const found = await digestOf(path);
    if (found !== sha256)
      throw new DataError(
        `${path} ${found === undefined ? "is missing" : "was changed after it was written"}. Delete ${folder}, and run shard ${basename(folder)} again.`,
      );
  }
}
