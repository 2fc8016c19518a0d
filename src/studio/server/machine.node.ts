import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { DEEPEST_MODEL, expectShallow } from "../../core/json-depth.ts";
import { datasets } from "../../data/built-in/index.node.ts";
import { isSavedData, type SavedData } from "../../data/fingerprint.node.ts";
import { openInside, readInside } from "./inside.node.ts";

/** A model folder of the machine. */
export interface MachineModel {
  /** From the folder that is served; what the page asks for it by. */
  readonly path: string;
  readonly family: string;
  /** What it was trained on: a data file of the folder that is served, else as `codings train` was told. */
  readonly data?: string;
  /** Which of MODEL_FILES there are: regular files that lie in the folder itself, not links that lead out of it. */
  readonly files: readonly string[];
}

/** A model folder's files that a page reads. */
export const MODEL_FILES: readonly string[] = ["config.json", "model.safetensors", "history.csv", "checkpoint.safetensors"];

/** A file that a page can open. */
export interface MachineFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A known set that is on the machine, whole. */
export interface MachineSet {
  readonly name: string;
  readonly title: string;
  /** The classes' names, where they aren't their numbers. */
  readonly classes?: readonly string[];
}

/** What of a machine the page may have: nothing else is ever served. */
export interface Machine {
  readonly models: readonly MachineModel[];
  readonly files: readonly MachineFile[];
  readonly sets: readonly MachineSet[];
  /** The model to begin with. */
  readonly first?: string;
}

const DATA_FILE = /\.(csv|tsv|json|jsonl|ndjson|parquet|npy|npz|zip)(\.gz)?$|-ubyte(\.gz)?$/i;
/** Folders deeper than this aren't looked into. */
const DEEPEST = 3;
/** A list that a person can read. */
const MOST = 200;
/** More than a page can hold. */
const LARGEST = 512 * 2 ** 20;

/** Looks for model folders and data files in a folder and those in it; hidden ones and node_modules are passed over. */
export async function lookAround(root: string): Promise<{ models: MachineModel[]; files: MachineFile[] }> {
  const models: MachineModel[] = [];
  const files: MachineFile[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.some(({ name }) => name === "config.json")) {
      const model = await modelIn(root, folder);
      if (model && models.length < MOST) models.push(model);
      if (model) return;
    }
    for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) await visit(path, depth + 1);
      else if (entry.isFile() && DATA_FILE.test(entry.name) && files.length < MOST) {
        // It may be gone since the folder was listed.
        const size = await stat(path).then(
          (info) => info.size,
          () => 0,
        );
        if (size > 0 && size <= LARGEST) files.push({ path: relative(root, path), size });
      }
    }
  };
  await visit(root, 0);
  return { models, files };
}

/** The model in a folder, where it is one that the page opens: an autoencoder. */
export async function modelIn(root: string, folder: string): Promise<MachineModel | undefined> {
  try {
    const bytes = await readInside(folder, "config.json");
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

/** The path of a data file from the folder that is served, where it lies in there; else as it is, and never the path of another file of its name. */
async function dataIn(root: string, saved: SavedData): Promise<string> {
  const { data, fingerprint } = saved;
  const path = relative(root, resolve(root, data));
  const isFile = await stat(resolve(root, data)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile && fingerprint !== undefined && !(await isSavedData(resolve(root, data), saved))) return `${data} of another folder`;
  return isFile && !path.startsWith("..") ? path : data;
}

/** The known sets that have files, and have them here. */
export async function setsHere(): Promise<MachineSet[]> {
  const found = await Promise.all(
    Object.entries(datasets).map(async ([name, { title, classes, isHere }]) =>
      (await isHere?.()) ? [{ name, title, ...(classes && { classes }) }] : [],
    ),
  );
  return found.flat();
}
