import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CodingsError, DataError } from "../core/errors.ts";

/** @throws DataError where the path exists and isn't a model folder or an empty folder: nothing of anyone's is overwritten. */
export async function expectModelPlace(path: string): Promise<void> {
  // Resolved, it would be the folder that one works in, with all that is there.
  if (path === "") throw new DataError("The model folder's path is empty. Say where it is to be.");
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new DataError(
      error.code === "ENOTDIR"
        ? `${path} is a file, not a folder. Choose another one.`
        : `${path} can't be read (${error.code}).`,
    );
  });
  if (!entries) return await expectWritable(path);
  const others = entries.filter((name) => !MODEL_FILES.has(name));
  const isModel = entries.includes("config.json") && entries.includes("model.safetensors");
  if (entries.length > 0 && (!isModel || others.length > 0)) {
    const why = isModel ? `holds ${others[0]} beside the model` : "exists and isn't a model";
    throw new DataError(`${path} ${why}: it would be overwritten. Choose another folder, or move that away.`);
  }
}

/** What a model folder has in it; `classifier` is the folder of one on its encoder. */
const MODEL_FILES = new Set([
  "config.json",
  "model.safetensors",
  "model.onnx",
  "encoder.onnx",
  "decoder.onnx",
  "autoencoder.onnx",
  "detector.onnx",
  "scorer.onnx",
  "README.md",
  "history.csv",
  "checkpoint.safetensors",
  "classifier",
]);

/** @throws DataError where a folder couldn't be made at a path. */
async function expectWritable(path: string): Promise<void> {
  let parent = dirname(resolve(path));
  while (!(await stat(parent).catch(() => undefined)) && parent !== dirname(parent)) parent = dirname(parent);
  try {
    await rm(await mkdtemp(join(parent, ".codings-")), { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): DataError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: "the disk is full. Free some space or choose another folder",
    EACCES: "writing there isn't allowed. Choose another folder",
    EPERM: "writing there isn't allowed. Choose another folder",
    ENOENT: "no folder can be made there. Choose another one",
    EROFS: "the disk is read-only. Choose another folder",
    ENOTDIR: "it lies below a file. Choose another folder",
  };
  return new DataError(`${path} can't be written: ${reasons[code ?? ""] ?? `${code ?? message}. Choose another folder`}.`);
}

/** Writes files to a new folder beside the target, makes sure that they are on the disk, and puts it in the target's place. */
export async function replaceFolder(path: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  await expectModelPlace(path);
  const target = resolve(path);
  let temporary: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    for (const [name, contents] of Object.entries(files)) {
      const file = await open(join(temporary, name), "w");
      await file.writeFile(contents).finally(async () => {
        await file.sync().catch(() => undefined);
        await file.close();
      });
    }
    await chmod(temporary, 0o777 & ~process.umask());
    const previous = `${temporary}-previous`;
    const existed = await rename(target, previous).then(
      () => true,
      () => false,
    );
    await rename(temporary, target);
    if (existed) await rm(previous, { recursive: true });
  } catch (error) {
    if (temporary) await rm(temporary, { recursive: true, force: true });
    if (error instanceof CodingsError) throw error;
    throw unwritable(path, error);
  }
}
