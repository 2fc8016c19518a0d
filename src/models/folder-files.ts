import { attempt } from "../core/attempt.ts";

/** Name of the file with a model's description and options, and the digests of the other files. */
export const CONFIG = "config.json";
/** File that proves that a distributed training ended as it should, which an exit code of 0 doesn't. The next save removes it. */
export const COMPLETE = "complete.json";

/** Contents of a model folder's files by name. At least the requested ones that exist are included. */
export type FolderFiles = Readonly<Record<string, Uint8Array>>;

/** Returns the path of a folder's file for messages. */
export const inFolder = (path: string, name: string): string => (path ? `${path.replace(/[/\\]+$/, "")}/${name}` : name);

/** Parses JSON. Returns undefined if the text isn't JSON. */
export const parseJson = (text: string, revive?: (name: string, value: unknown) => unknown): unknown =>
  attempt(() => JSON.parse(text, revive));
