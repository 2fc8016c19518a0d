import type { DroppedFile } from "./dropped.ts";

/** A file as it would be dropped. */
export function dropped(path: string, contents: string | Uint8Array): DroppedFile {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : Uint8Array.from(contents);
  return { path, size: bytes.length, bytes: async () => bytes };
}
