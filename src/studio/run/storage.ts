import { createStore, delMany, get, keys, setMany } from "idb-keyval";
import type { Opened } from "../../data/opened-files.ts";
import { recipeIn } from "../../recipes/saved.ts";
import { PIECE, putTogether, takenApart } from "../data/pieces.ts";
import type { Moment } from "../engine/trainer.ts";
import type { Settings } from "../settings/settings.ts";
import { changeId, newId, openIds, ownId, release, take, whileClosed } from "./owner.ts";
import type { KeptRun } from "./run.svelte.ts";

// Runs are stored in the browser's database, each under keys that begin with its id, so that nothing overwrites a run. A tab has the run that it shows. Runs of
// the same file share the file, which has an id of its own. Earlier versions stored the file with its run, or keys without an id.
// A moment never changes, so each is written once.
const store = createStore("codings-studio", "run");
const RUN = "run";
const FILE = "file";
/** Number of runs without a name that stay stored besides those of open tabs. A run may take forty megabytes. Runs with a name are never deleted by themselves. */
export const MOST_STORED = 20;

type Written = Omit<KeptRun, "moments"> & {
  readonly moments: readonly number[];
  /** The time when it was written, in milliseconds since 1970. Runs of earlier versions have no time and count as the oldest. */
  readonly at?: number;
  /** The name that the user gave the run. */
  readonly name?: string;
  /** The id of its file, if it has one that isn't stored with it. */
  readonly file?: string;
  /** Whether its tab went on to another run. A new tab continues only runs whose tab was closed. */
  readonly isLeft?: boolean;
};

/** A stored run as lists show it. */
export interface StoredRun extends Omit<Written, "moments"> {
  readonly id: string;
  readonly at: number;
  readonly epochs: number;
  /** The tab that has it open, if one has. */
  readonly tab?: "this" | "other";
}

let own = "";
/** The id of the file that is open in this tab. */
let ownFile: string | undefined;
const keyOf = (id: string, name: string): string => (id === "" ? name : `${id}/${name}`);
const idOf = (key: string): string => (key.includes("/") ? key.slice(0, key.indexOf("/")) : "");
const momentKey = (id: string, epochs: number): string => keyOf(id, `moment:${epochs}`);
const keysOf = async (id: string): Promise<string[]> => (await keys<string>(store)).filter((key) => idOf(key) === id);

/** Finds the run that this tab continues: its own from before a reload, else the newest run of a closed tab that `isWanted` accepts. */
export async function claimRun(isWanted: (settings: Settings) => boolean): Promise<KeptRun | undefined> {
  own = await ownId(async () => {
    const found = await newestFirst().catch(() => []);
    return found.filter(({ written }) => !written.isLeft && isWanted(written.settings)).map(({ id }) => id);
  });
  void deleteOld(MOST_STORED).catch(() => undefined);
  return readRun(own);
}

/** Reads the run stored under an id. Settings that an earlier version stored under other names are renamed. */
async function writtenAt(id: string): Promise<Written | undefined> {
  const written = await get<Written>(keyOf(id, RUN), store);
  return written && { ...written, settings: recipeIn({ ...written.settings }) as unknown as Settings };
}

/** Returns all runs with their ids, the newest first. */
async function newestFirst() {
  const ids = [...new Set((await keys<string>(store)).map(idOf))];
  const all = await Promise.all(ids.map(async (id) => ({ id, written: await writtenAt(id) })));
  return all
    .flatMap(({ id, written }) => (written ? [{ id, written }] : []))
    .sort((a, b) => (b.written.at ?? 0) - (a.written.at ?? 0));
}

/** Returns the stored runs, the newest first. */
export async function storedRuns(): Promise<readonly StoredRun[]> {
  const [all, open] = await Promise.all([newestFirst(), openIds()]);
  return all.map(({ id, written: { moments, ...rest } }) => ({
    ...rest,
    id,
    at: rest.at ?? 0,
    epochs: moments.at(-1) ?? 0,
    ...((id === own || open.has(id)) && { tab: id === own ? "this" : "other" }),
  }));
}

/** Deletes the runs of closed tabs that have no name, except for the newest ones. Runs of less than one epoch go first. @returns whether any was deleted. */
async function deleteOld(most: number): Promise<boolean> {
  const runs = (await storedRuns()).filter(({ name, tab }) => name === undefined && tab === undefined);
  const old = [...runs.filter(({ epochs }) => epochs >= 1), ...runs.filter(({ epochs }) => epochs < 1)].slice(most);
  for (const { id } of old) await whileClosed(id, () => deleteKeys(id));
  await deleteFiles();
  return old.length > 0;
}

/** Deletes a run, but not the file that is stored with it, which other runs may have too. */
async function deleteKeys(id: string): Promise<void> {
  const all = await keysOf(id);
  await delMany(
    all.filter((key) => !key.startsWith(keyOf(id, FILE))),
    store,
  );
}

/** Deletes the files that no run and no open tab has. */
async function deleteFiles(): Promise<void> {
  const ids = new Set((await keys<string>(store)).map(idOf));
  for (const { id, written } of await newestFirst()) for (const used of [id, written.file ?? id]) ids.delete(used);
  for (const id of ids) if (id !== own && id !== ownFile) await whileClosed(id, async () => delMany(await keysOf(id), store));
}

/** Writes entries. While the browser has no room, deletes the oldest run without a name and tries again. @throws what the database throws. */
async function write(entries: [string, unknown][]): Promise<void> {
  for (let most = MOST_STORED; ; most--) {
    try {
      return await setMany(entries, store);
    } catch (error) {
      if ((error as DOMException).name !== "QuotaExceededError") throw error;
      while (most >= 0 && !(await deleteOld(most))) most--;
      if (most < 0) throw error;
    }
  }
}

/** Stores this tab's run. The earlier state stays until the new one is written. @throws what the database throws. */
export async function keepRun(kept: KeptRun, isLeft = false): Promise<void> {
  const { moments, ...rest } = kept;
  const wanted = new Map(moments.map((moment) => [momentKey(own, moment.epochs), moment]));
  const present = (await keysOf(own)).filter((key) => key.startsWith(keyOf(own, "moment:")));
  const missing = [...wanted].filter(([key]) => !present.includes(key));
  const { name, picture, map } = (await writtenAt(own)) ?? {};
  const file = rest.settings.data === "file" ? ownFile : undefined;
  const written: Written = {
    ...(picture && { picture }),
    ...(map && { map }),
    ...rest,
    moments: moments.map(({ epochs }) => epochs),
    at: Date.now(),
    isLeft,
    ...(name !== undefined && { name }),
    ...(file !== undefined && { file }),
  };
  await write([...missing, [keyOf(own, RUN), written]]);
  await delMany(
    present.filter((key) => !wanted.has(key)),
    store,
  );
}

/** Returns the id of this tab's run. */
export const ownRun = (): string => own;

/** Gives this tab another run to store: that of an id, unless another tab has it, or a new one. */
export async function moveTo(id?: string): Promise<void> {
  own = await changeId(id);
  const written = await writtenAt(own);
  if (written?.settings.data === "file") await takeFile(written.file ?? own);
  void deleteOld(MOST_STORED).catch(() => undefined);
}

/** Returns the run of an id, or undefined if there is none or a part of it is missing. */
export async function readRun(id: string): Promise<KeptRun | undefined> {
  const written = await writtenAt(id);
  if (!written) return undefined;
  const { at: _at, name: _name, file: _file, isLeft: _isLeft, moments: epochs, ...rest } = written;
  const moments = await Promise.all(epochs.map((one) => get<Moment>(momentKey(id, one), store)));
  const whole = moments.filter((moment) => moment !== undefined);
  return whole.length === moments.length ? { ...rest, moments: whole } : undefined;
}

/** Changes the name of a run; undefined means that it has none. */
export async function renameRun(id: string, name: string | undefined): Promise<void> {
  const { name: _, ...written } = (await writtenAt(id))!;
  await write([[keyOf(id, RUN), { ...written, ...(name !== undefined && { name }) }]]);
}

/** Deletes a run that no open tab has. @returns a function that stores it again. */
export async function deleteRun(id: string): Promise<() => Promise<void>> {
  const all = await keysOf(id);
  const { file } = (await writtenAt(id)) ?? {};
  if (file !== undefined) all.push(...(await keysOf(file)));
  const entries = await Promise.all(all.map(async (key): Promise<[string, unknown]> => [key, await get(key, store)]));
  await deleteKeys(id);
  await deleteFiles();
  return () => write(entries);
}

/** Stores the file that was opened in this tab, so that its runs can continue. @throws what the database throws. */
export async function keepFile(opened: Opened): Promise<void> {
  const file = newId();
  await takeFile(file);
  const { rest, lists } = await takenApart(opened);
  for (const [list, values] of lists.entries())
    for (let start = 0; start < values.length; start += PIECE)
      await write([[pieceKey(file, list, start), values.slice(start, start + PIECE)]]);
  await write([[keyOf(file, FILE), rest]]);
}

const pieceKey = (file: string, list: number, start: number): string => `${keyOf(file, FILE)}:${list}:${start}`;

async function takeFile(file: string): Promise<void> {
  if (file === ownFile) return;
  if (ownFile !== undefined && ownFile !== own) release(ownFile);
  ownFile = file;
  await take(file);
}

/** Returns the file of a run. */
export async function fileOf(id = own): Promise<Opened | undefined> {
  const file = (await writtenAt(id))?.file ?? id;
  if (id === own) await takeFile(file);
  const rest = await get<unknown>(keyOf(file, FILE), store);
  return rest === undefined
    ? undefined
    : putTogether<Opened>(rest, async (list, start) => (await get<unknown[]>(pieceKey(file, list, start), store))!);
}
