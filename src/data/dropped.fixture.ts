import type { DroppedFile } from "./dropped.ts";

/** Makes a file as if a user had dropped it on the page. */
export function dropped(path: string, contents: string | Uint8Array): DroppedFile {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : Uint8Array.from(contents);
  return { path, size: bytes.length, bytes: async () => bytes };
}
