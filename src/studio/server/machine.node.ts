import { once } from "node:events";
import type { Dirent } from "node:fs";
import { opendir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { infoOf } from "../../core/files.node.ts";
import { DEEPEST_MODEL, expectShallow } from "../../core/json-depth.ts";
import { datasets } from "../../data/built-in/index.node.ts";
import { isSavedData, type SavedData } from "../../data/fingerprint.node.ts";
import { openInside } from "./inside.node.ts";

/** A model folder of the machine. */
export interface MachineModel {
  /** The path relative to the served folder, by which the page requests it. */
  readonly path: string;
  readonly family: string;
  /** The data that it was trained on: the path of a data file in the served folder, or the name given to `codings train`. */
  readonly data?: string;
  /** The names of its files among MODEL_FILES: regular files in the folder itself, not links that lead out of it. */
  readonly files: readonly string[];
}

/** The files of a model folder that the page reads. */
export const MODEL_FILES: readonly string[] = ["config.json", "model.safetensors", "history.csv", "checkpoint.safetensors"];

/** A file that a page can open. */
export interface MachineFile {
  readonly path: string;
  /** The size in bytes. */
  readonly size: number;
}

/** A dataset that is completely on this machine. */
export interface MachineSet {
  readonly name: string;
  readonly title: string;
  /** The names of the classes, if they aren't just numbers. */
  readonly classes?: readonly string[];
}

/** The models and files that were found in a folder. */
export interface Found {
  readonly models: readonly MachineModel[];
  readonly files: readonly MachineFile[];
  /** Says that there may be more, if the search reached one of its limits. */
  readonly note?: string;
}

/** The models, files and datasets of this machine that the page may open. Nothing else is served. */
export interface Machine extends Found {
  readonly sets: readonly MachineSet[];
  /** The path of the model that the page opens first. */
  readonly first?: string;
}

const DATA_FILE = /\.(csv|tsv|json|jsonl|ndjson|parquet|npy|npz|zip)(\.gz)?$|\.(onnx|safetensors)$|-ubyte(\.gz)?$/i;
/** Largest file that a page can hold, in bytes. */
const LARGEST = 512 * 2 ** 20;
/** A config.json that is larger than this, in bytes, isn't that of a model. */
const LARGEST_CONFIG = 32 * 2 ** 20;
/** Number of bytes of a JSON file that show what it holds. */
const BEGINNING = 16 * 1024;
/** Limits of the search: depth of folders, number of models and of files to list, number of names to read, and time in milliseconds. */
const LIMITS = { depth: 3, listed: 200, names: 50_000, time: 2000 };
const PARTIAL =
  "The search for models and files stopped early, because this folder has too many. Start codings studio in the folder of your data to list all of them.";

/**
 * Finds the model folders and data files in a folder and its subfolders, the nearest first. Hidden folders and node_modules are skipped. The search also
 * ends in time if a disk doesn't answer.
 */
export async function lookAround(root: string, limits: Partial<typeof LIMITS> = {}): Promise<Found> {
  const { depth, listed, names, time } = { ...LIMITS, ...limits };
  const models: MachineModel[] = [];
  const files: MachineFile[] = [];
  let [read, isPartial] = [0, false];
  const late = time > 0 ? AbortSignal.timeout(time) : AbortSignal.abort();
  const isOver = () => late.aborted || read >= names;
  const visit = async (folder: string, inner: string[]): Promise<void> => {
    const entries: Dirent[] = [];
    try {
      for await (const entry of await opendir(folder, { bufferSize: 256 })) {
        if (isOver()) break;
        entries.push(entry);
        read++;
      }
    } catch {
      // Folders that can't be read are left out.
    }
    if (entries.some(({ name }) => name === "config.json")) {
      const model = await modelIn(root, folder);
      if (model && models.length < listed) models.push(model);
      else if (model) isPartial = true;
      if (model) return;
    }
    for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
      if (late.aborted) return;
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) inner.push(path);
      else if (entry.isFile() && DATA_FILE.test(entry.name)) {
        // The file may have been deleted since the folder was listed.
        const size = (await infoOf(path))?.size ?? 0;
        if (size === 0 || size > LARGEST || (/\.json$/i.test(path) && !(await holdsRows(folder, entry.name)))) continue;
        if (files.length < listed) files.push({ path: relative(root, path), size });
        else isPartial = true;
      }
    }
  };
  const visitAll = async () => {
    let folders = [root];
    for (let level = 0; level <= depth && folders.length > 0; level++) {
      const inner: string[] = [];
      for (const folder of folders) if (!isOver()) await visit(folder, inner);
      folders = inner;
    }
  };
  await Promise.race([visitAll(), once(late, "abort")]);
  return { models: [...models], files: [...files], ...((isPartial || isOver()) && { note: PARTIAL }) };
}

/** Whether a JSON file begins like rows (a list, JSON Lines or GeoJSON) and not like the settings of a program. */
async function holdsRows(folder: string, name: string): Promise<boolean> {
  const file = await openInside(folder, name);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(BEGINNING), 0, BEGINNING, 0);
    const text = new TextDecoder().decode(buffer.subarray(0, bytesRead));
    return /^\s*(\[|\{.*\}\s*\n\s*\{)|"FeatureCollection"/.test(text);
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Returns the model in a folder, or undefined if it isn't an autoencoder, which the page can open. */
export async function modelIn(root: string, folder: string): Promise<MachineModel | undefined> {
  try {
    const bytes = await configIn(folder);
    if (!bytes) return undefined;
    expectShallow(bytes, folder, DEEPEST_MODEL);
    const config = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly format?: unknown;
      readonly family?: unknown;
      readonly options?: Partial<SavedData>;
    };
    if (config.format !== 1 || typeof config.family !== "string") return undefined;
    const data = config.options?.data;
    const files: string[] = [];
    for (const name of MODEL_FILES) {
      const file = await openInside(folder, name);
      if (file) files.push(name);
      await file?.close();
    }
    return {
      path: relative(root, resolve(folder)) || ".",
      family: config.family,
      ...(typeof data === "string" && { data: await dataIn(root, { ...config.options, data }) }),
      files,
    };
  } catch {
    return undefined;
  }
}

async function configIn(folder: string): Promise<Uint8Array | undefined> {
  const file = await openInside(folder, "config.json");
  try {
    return file && (await file.stat()).size <= LARGEST_CONFIG ? await file.readFile() : undefined;
  } finally {
    await file?.close();
  }
}

/** Returns the path of a data file relative to the served folder if it lies inside, else its name. It never returns the path of another file with the same name. */
async function dataIn(root: string, saved: SavedData): Promise<string> {
  const { data, fingerprint } = saved;
  const path = relative(root, resolve(root, data));
  const file = await openInside(root, path);
  await file?.close();
  if (!file) return data;
  return fingerprint !== undefined && !(await isSavedData(resolve(root, data), saved)) ? `${data} in another folder` : path;
}

/** Returns the datasets whose files are on this machine. */
export async function setsHere(): Promise<MachineSet[]> {
  const found = await Promise.all(
    Object.entries(datasets).map(async ([name, { title, classes, isHere }]) =>
      (await isHere?.()) ? [{ name, title, ...(classes && { classes }) }] : [],
    ),
  );
  return found.flat();
}
