import { createStore, delMany, get, keys, setMany } from "idb-keyval";
import type { Opened } from "../../data/opened-files.ts";
import { recipeIn } from "../../recipes/saved.ts";
import type { Moment } from "../engine/trainer.ts";
import type { Settings } from "../settings/settings.ts";
import { ownId, whileClosed } from "./owner.ts";
import type { KeptRun } from "./run.svelte.ts";

// Runs are stored in the browser's database, so that they can continue after their tab was closed. Each tab stores one run, under keys that begin with its id.
// Earlier versions wrote keys without an id. A moment never changes, so each is written once.
const store = createStore("codings-studio", "run");
const RUN = "run";
const FILE = "file";
/** Number of closed tabs whose runs stay stored, the newest ones; older ones are deleted. A run may take forty megabytes. */
export const MOST_CLOSED = 3;

type Written = Omit<KeptRun, "moments"> & {
  readonly moments: readonly number[];
  /** The time when it was written, in milliseconds since 1970. Runs of earlier versions have no time and count as the oldest. */
  readonly at?: number;
};

let own = "";
const keyOf = (id: string, name: string): string => (id === "" ? name : `${id}/${name}`);
const idOf = (key: string): string => (key.includes("/") ? key.slice(0, key.indexOf("/")) : "");
const momentKey = (id: string, epochs: number): string => keyOf(id, `moment:${epochs}`);
const keysOf = async (id: string): Promise<string[]> => (await keys<string>(store)).filter((key) => idOf(key) === id);

/**
 * Finds the run that this tab continues: its own from before a reload, else the newest run of a closed tab that `isWanted` accepts. Deletes the runs of closed
 * tabs except for the newest MOST_CLOSED.
 */
export async function claimRun(isWanted: (settings: Settings) => boolean): Promise<KeptRun | undefined> {
  own = await ownId(async () => {
    const found = await newestFirst().catch(() => []);
    return found.filter(({ written }) => written && isWanted(written.settings)).map(({ id }) => id);
  });
  void deleteOld(MOST_CLOSED).catch(() => undefined);
  return keptRun();
}

/** Reads the run stored under an id. Settings that an earlier version stored under other names are renamed. */
async function writtenAt(id: string): Promise<Written | undefined> {
  const written = await get<Written>(keyOf(id, RUN), store);
  return written && { ...written, settings: recipeIn({ ...written.settings }) as unknown as Settings };
}

/** Returns all ids that have entries, each with its run if it has one, the newest run first. */
async function newestFirst() {
  const ids = [...new Set((await keys<string>(store)).map(idOf))];
  const all = await Promise.all(ids.map(async (id) => ({ id, written: await writtenAt(id) })));
  return all.sort((a, b) => (b.written?.at ?? 0) - (a.written?.at ?? 0));
}

/** Deletes the runs of closed tabs except for the newest ones. */
async function deleteOld(most: number): Promise<void> {
  let closed = 0;
  for (const { id } of await newestFirst()) {
    if (id === own) continue;
    await whileClosed(id, async () => {
      if (++closed > most) await delMany(await keysOf(id), store);
    });
  }
}

/** Writes entries. If the browser has no room, deletes the runs of closed tabs and tries again. @throws what the database throws. */
async function write(entries: [string, unknown][]): Promise<void> {
  try {
    await setMany(entries, store);
  } catch (error) {
    if ((error as DOMException).name !== "QuotaExceededError") throw error;
    await deleteOld(0);
    await setMany(entries, store);
  }
}

/** Stores this tab's run. The earlier one stays until the new one is written. @throws what the database throws. */
export async function keepRun({ moments, ...rest }: KeptRun): Promise<void> {
  const wanted = new Map(moments.map((moment) => [momentKey(own, moment.epochs), moment]));
  const present = (await keysOf(own)).filter((key) => key.startsWith(keyOf(own, "moment:")));
  const missing = [...wanted].filter(([key]) => !present.includes(key));
  const written: Written = { ...rest, moments: moments.map(({ epochs }) => epochs), at: Date.now() };
  await write([...missing, [keyOf(own, RUN), written]]);
  await delMany(
    present.filter((key) => !wanted.has(key)),
    store,
  );
}

/** Deletes this tab's run, so that its moments aren't mistaken for those of the next run. */
export async function forgetRun(): Promise<void> {
  const all = await keysOf(own);
  await delMany(
    all.filter((key) => key !== keyOf(own, FILE)),
    store,
  );
}

/** Replaces this tab's run. Its moments are deleted first, so that none is mistaken for a moment of the new run at the same epoch. @throws what the database throws. */
export async function replaceRun(kept: KeptRun): Promise<void> {
  await forgetRun();
  await keepRun(kept);
}

/** Returns the run that this tab stored, or undefined if there is none or a part of it is missing. */
async function keptRun(): Promise<KeptRun | undefined> {
  const written = await writtenAt(own);
  if (!written) return undefined;
  const { at: _, moments: epochs, ...rest } = written;
  const moments = await Promise.all(epochs.map((one) => get<Moment>(momentKey(own, one), store)));
  const whole = moments.filter((moment) => moment !== undefined);
  return whole.length === moments.length ? { ...rest, moments: whole } : undefined;
}

/** Stores the file that was dropped on this tab's page, so that its run can continue. @throws what the database throws. */
export const keepFile = (opened: Opened): Promise<void> => write([[keyOf(own, FILE), opened]]);
export const keptFile = (): Promise<Opened | undefined> => get<Opened>(keyOf(own, FILE), store);
