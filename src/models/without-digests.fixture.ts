import type { FolderFiles } from "./folder-files.ts";

/** Returns a folder's files as early versions saved them, without digests. */
export function withoutDigests(files: FolderFiles): FolderFiles {
  const { sha256: _, ...config } = JSON.parse(new TextDecoder().decode(files["config.json"]));
  return { ...files, "config.json": new TextEncoder().encode(JSON.stringify(config)) };
}
