import { DataError } from "../core/errors.ts";
import { sha256 } from "../core/sha256.node.ts";
import { CONFIG, type FolderFiles, inFolder, parseJson } from "./folder-files.ts";

// config.json lists the SHA-256 of every file of its folder, so that readers notice a file that was changed, cut short or written
// by another save. The card (README.md) isn't listed, because people may edit it. The digest of config.json itself is that of its
// JSON without that digest and without spaces. To edit the file by hand, delete the line with its digest. Folders of early
// versions have no digests and are read without these checks.

/** Name of the model card, whose digest isn't listed. */
export const CARD = "README.md";
/** Kinds of the listed files but config.json. If another name is listed instead of config.json, its line wasn't deleted but damaged. */
const LISTED = /\.(onnx|safetensors|csv)$/;

/**
 * Returns the files of a folder, with config.json, which lists the digests of the others. @throws DataError if a number of the
 * config isn't finite.
 */
export function withDigests(
  config: object,
  files: Readonly<Record<string, Uint8Array | string>>,
): Record<string, Uint8Array | string> {
  expectFiniteNumbers(config, "");
  const listed = Object.entries(files).filter(([name]) => name !== CARD);
  const others = Object.fromEntries(listed.map(([name, contents]) => [name, digestOf(contents)]));
  const own = ownDigest(JSON.parse(JSON.stringify({ ...config, sha256: others })));
  return { [CONFIG]: `${inLines({ ...config, sha256: { [CONFIG]: own, ...others } })}\n`, ...files };
}

const digestOf = (contents: Uint8Array | string): string =>
  sha256(typeof contents === "string" ? new TextEncoder().encode(contents) : contents);

/** Computes the digest of a config's JSON without this digest. */
function ownDigest(config: object): string {
  const { [CONFIG]: _, ...others } = listIn(config);
  return digestOf(JSON.stringify({ ...config, sha256: others }));
}

/** Returns the digests that a config lists, by file name. Empty if it lists none. */
function listIn(config: unknown): Readonly<Record<string, unknown>> {
  const { sha256: list } = (config ?? {}) as { readonly sha256?: unknown };
  return typeof list === "object" && list !== null ? (list as Record<string, unknown>) : {};
}

/**
 * Compares the files of a folder with their digests.
 * @returns the state of each file that config.json lists.
 */
export function fileStates(files: FolderFiles): Readonly<Record<string, "whole" | "altered" | "missing">> {
  const bytes = files[CONFIG];
  const config = bytes && parseJson(new TextDecoder().decode(bytes));
  return Object.fromEntries(
    Object.entries(listIn(config)).map(([name, digest]) => {
      const contents = files[name];
      const isWhole = () => (name === CONFIG ? ownDigest(config as object) : digestOf(contents!)) === digest;
      return [name, contents === undefined ? "missing" : isWhole() ? "whole" : "altered"];
    }),
  );
}

/** @throws DataError if config.json doesn't have the digest that it lists for itself. */
export function expectOwnDigest(config: unknown, where: string): void {
  const list = listIn(config);
  const own = list[CONFIG];
  if (own === undefined ? Object.keys(list).every((name) => LISTED.test(name)) : own === ownDigest(config as object)) return;
  throw new DataError(
    `${where} was changed after it was saved: its SHA-256 isn't the one that it lists. Copy the model folder again, or train a new model. If you changed the file yourself, delete the line "${CONFIG}" below "sha256" in it.`,
  );
}

/**
 * Returns the files of a folder that config.json lists, after checking their digests.
 * @param names names of the files to check.
 * @throws DataError if a listed file is missing or has another digest. Only checkpoint.safetensors may be missing, because only a
 * continued training needs it.
 */
export function wholeFiles(files: FolderFiles, names: readonly string[], path = ""): FolderFiles {
  const list = listOf(files);
  if (!list) return files;
  const listed = names.filter((name) => name !== CONFIG && Object.hasOwn(list, name));
  for (const name of listed) {
    const bytes = files[name];
    if (!bytes && name === "checkpoint.safetensors") continue;
    if (!bytes)
      throw new DataError(
        `${inFolder(path, name)} is missing, although config.json lists it. Copy the whole model folder again, or train a new model.`,
      );
    if (digestOf(bytes) !== list[name])
      throw new DataError(
        `${inFolder(path, name)} isn't the file that was saved: its SHA-256 is not the one in config.json. Copy the model folder again, or train a new model.`,
      );
  }
  return Object.fromEntries([CONFIG, ...listed].flatMap((name) => (files[name] ? [[name, files[name]]] : [])));
}

/** Returns the digests that a folder's config.json lists, by file name. Undefined if it lists none or can't be read. */
export function listOf(files: FolderFiles): Readonly<Record<string, unknown>> | undefined {
  const config = files[CONFIG];
  const list = listIn(config && parseJson(new TextDecoder().decode(config)));
  return Object.keys(list).length > 0 ? list : undefined;
}

/** @throws DataError with the first number that isn't finite, because JSON would store it as null. */
function expectFiniteNumbers(value: unknown, place: string): void {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new DataError(
      `The model can't be saved: ${place} is ${value}, not a finite number. Train it again or set another value.`,
    );
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) expectFiniteNumbers(inner, place ? `${place}.${key}` : key);
}

/** Formats JSON for people, with each list of numbers on one line. */
const inLines = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /\[\n([-+.\de,\s]+)\n *\]/g,
    (_, list: string) => `[${list.trim().replace(/\s+/g, " ")}]`,
  );
