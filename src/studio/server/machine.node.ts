import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { DEEPEST_MODEL, expectShallow } from "../../core/json-depth.ts";
import { datasets } from "../../data/built-in/index.node.ts";
import { isSavedData, type SavedData } from "../../data/fingerprint.node.ts";
import { openInside, readInside } from "./inside.node.ts";

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

/** The models, files and datasets of this machine that the page may open. Nothing else is served. */
export interface Machine {
  readonly models: readonly MachineModel[];
  readonly files: readonly MachineFile[];
  readonly sets: readonly MachineSet[];
  /** The path of the model that the page opens first. */
  readonly first?: string;
}

const DATA_FILE = /\.(csv|tsv|json|jsonl|ndjson|parquet|npy|npz|zip)(\.gz)?$|-ubyte(\.gz)?$/i;
/** Folders deeper than this aren't searched. */
const DEEPEST = 3;
/** Maximum number of models and of files in the list. */
const MOST = 200;
/** Largest file that a page can hold, in bytes. */
const LARGEST = 512 * 2 ** 20;

/** Finds the model folders and data files in a folder and its subfolders. Hidden folders and node_modules are skipped. */
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
        // The file may have been deleted since the folder was listed.
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

/** Returns the model in a folder, or undefined if it isn't an autoencoder, which the page can open. */
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

/** Returns the path of a data file relative to the served folder if it lies inside, else its name. It never returns the path of another file with the same name. */
async function dataIn(root: string, saved: SavedData): Promise<string> {
  const { data, fingerprint } = saved;
  const path = relative(root, resolve(root, data));
  const isFile = await stat(resolve(root, data)).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile && fingerprint !== undefined && !(await isSavedData(resolve(root, data), saved))) return `${data} in another folder`;
  return isFile && !path.startsWith("..") ? path : data;
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
