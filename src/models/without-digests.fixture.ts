import type { FolderFiles } from "./folder-files.ts";

/** A folder's files as versions saved them that wrote no digests: nothing but their contents tells whether they are whole. */
export function withoutDigests(files: FolderFiles): FolderFiles {
  const { sha256: _, ...config } = JSON.parse(new TextDecoder().decode(files["config.json"]));
  return { ...files, "config.json": new TextEncoder().encode(JSON.stringify(config)) };
}
