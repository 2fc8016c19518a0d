import { createStore, delMany, get, keys, setMany } from "idb-keyval";
import type { Opened } from "../data/opened.ts";
import type { Moment } from "../engine/trainer.ts";
import type { Settings } from "../settings/settings.ts";
import { ownId, whileClosed } from "./owner.ts";
import type { KeptRun } from "./run.svelte.ts";

// The browser's own database: a run goes on where its tab was closed. Each tab keeps one run, under keys that begin with the tab's id; those of the
// version before have no id. Moments don't change once they are there, so each is written once.
const store = createStore("codings-studio", "run");
const RUN = "run";
const FILE = "file";
/** Runs of closed tabs that are kept, the newest; older ones are deleted. Each may be forty megabytes. */
export const MOST_CLOSED = 3;

type Written = Omit<KeptRun, "moments"> & {
  readonly moments: readonly number[];
  /** When it was written, in milliseconds since 1970; 0 in effect where it is missing. */
  readonly at?: number;
};

let own = "";
const keyOf = (id: string, name: string): string => (id === "" ? name : `${id}/${name}`);
const idOf = (key: string): string => (key.includes("/") ? key.slice(0, key.indexOf("/")) : "");
const momentKey = (id: string, epochs: number): string => keyOf(id, `moment:${epochs}`);
const keysOf = async (id: string): Promise<string[]> => (await keys<string>(store)).filter((key) => idOf(key) === id);

/**
 * Finds the run that this tab keeps: its own from before a reload, else the newest one of a closed tab that is wanted. Deletes what closed tabs
 * left beyond MOST_CLOSED.
 */
export async function claimRun(isWanted: (settings: Settings) => boolean): Promise<KeptRun | undefined> {
  own = await ownId(async () => {
    const found = await newestFirst().catch(() => []);
    return found.filter(({ written }) => written && isWanted(written.settings)).map(({ id }) => id);
  });
  void deleteOld(MOST_CLOSED).catch(() => undefined);
  return keptRun();
}

/** Every id but this tab's that something is kept under, with its run where there is one. */
async function newestFirst() {
  const ids = [...new Set((await keys<string>(store)).map(idOf))];
  const all = await Promise.all(ids.map(async (id) => ({ id, written: await get<Written>(keyOf(id, RUN), store) })));
  return all.sort((a, b) => (b.written?.at ?? 0) - (a.written?.at ?? 0));
}

/** Deletes runs of closed tabs but for the newest ones. */
async function deleteOld(most: number): Promise<void> {
  let closed = 0;
  for (const { id } of await newestFirst()) {
    if (id === own) continue;
    await whileClosed(id, async () => {
      if (++closed > most) await delMany(await keysOf(id), store);
    });
  }
}

/** Writes entries; where the browser has no room, once more without the runs of closed tabs. @throws what the database throws. */
async function write(entries: [string, unknown][]): Promise<void> {
  try {
    await setMany(entries, store);
  } catch (error) {
    if ((error as DOMException).name !== "QuotaExceededError") throw error;
    await deleteOld(0);
    await setMany(entries, store);
  }
}

/** Keeps this tab's run. What was kept before stays until the new one is written. @throws what the database throws. */
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

/** Forgets this tab's run, so that the next one's moments aren't taken for its own. */
export async function forgetRun(): Promise<void> {
  const all = await keysOf(own);
  await delMany(
    all.filter((key) => key !== keyOf(own, FILE)),
    store,
  );
}

/** The run that this tab kept, where there is one and it is whole. */
async function keptRun(): Promise<KeptRun | undefined> {
  const written = await get<Written>(keyOf(own, RUN), store);
  if (!written) return undefined;
  const { at: _, moments: epochs, ...rest } = written;
  const moments = await Promise.all(epochs.map((one) => get<Moment>(momentKey(own, one), store)));
  const whole = moments.filter((moment) => moment !== undefined);
  return whole.length === moments.length ? { ...rest, moments: whole } : undefined;
}

/** Keeps what was dropped on this tab's page, so that a run of it can go on. @throws what the database throws. */
export const keepFile = (opened: Opened): Promise<void> => write([[keyOf(own, FILE), opened]]);
export const keptFile = (): Promise<Opened | undefined> => get<Opened>(keyOf(own, FILE), store);
