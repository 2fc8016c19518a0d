import { attempt } from "../core/attempt.ts";

/** The file with a model's description and options, and the digests of the other files. */
export const CONFIG = "config.json";

/** The files of a model folder by their names: of those that are there, at least those that are asked for. */
export type FolderFiles = Readonly<Record<string, Uint8Array>>;

/** What the file of a folder is called in messages. */
export const inFolder = (path: string, name: string): string => (path ? `${path.replace(/[/\\]+$/, "")}/${name}` : name);

/** What JSON says; undefined where it isn't JSON. */
export const parseJson = (text: string, revive?: (name: string, value: unknown) => unknown): unknown =>
  attempt(() => JSON.parse(text, revive));
