import { strToU8, zipSync } from "fflate";

/** A model folder as one ZIP archive, its files in a folder that is called as the model. */
export function zipModel(name: string, files: Readonly<Record<string, Uint8Array | string>>): Uint8Array<ArrayBuffer> {
  const folder = folderName(name);
  const bytesOf = (file: Uint8Array | string) => (typeof file === "string" ? strToU8(file) : file);
  return zipSync(Object.fromEntries(Object.entries(files).map(([file, contents]) => [`${folder}/${file}`, bytesOf(contents)])));
}

/** A name that every system takes for a folder. */
export const folderName = (name: string): string =>
  name
    .replaceAll(/\s*[^\p{L}\p{N}._ -]+\s*/gu, "-")
    .replace(/^[.\s-]+|[.\s-]+$/g, "")
    .slice(0, 100) || "model";
