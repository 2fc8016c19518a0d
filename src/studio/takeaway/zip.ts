import { strToU8, zipSync } from "fflate";

/** Returns a ZIP archive of a model folder. The files are in a folder with the model's name. */
export function zipModel(name: string, files: Readonly<Record<string, Uint8Array | string>>): Uint8Array<ArrayBuffer> {
  const folder = folderName(name);
  const bytesOf = (file: Uint8Array | string) => (typeof file === "string" ? strToU8(file) : file);
  return zipSync(Object.fromEntries(Object.entries(files).map(([file, contents]) => [`${folder}/${file}`, bytesOf(contents)])));
}

/** Returns a folder name that is valid on every operating system. */
export const folderName = (name: string): string =>
  name
    .replaceAll(/\s*[^\p{L}\p{N}._ -]+\s*/gu, "-")
    .replace(/^[.\s-]+|[.\s-]+$/g, "")
    .slice(0, 100) || "model";
