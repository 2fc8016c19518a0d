import { createStore, del, delMany, get, keys, set, setMany } from "idb-keyval";
import type { Opened } from "../data/opened.ts";
import type { Moment } from "../engine/trainer.ts";
import type { KeptRun } from "./run.svelte.ts";

// The browser's own database: a run goes on where its tab was closed. Moments don't change once they are there, so each is written once.
const store = createStore("codings-studio", "run");
const RUN = "run";
const FILE = "file";
const momentKey = (epochs: number): string => `moment:${epochs}`;

type Written = Omit<KeptRun, "moments"> & { readonly moments: readonly number[] };

/** Keeps a run. Where the browser has no room, or no database, the run just isn't kept. */
export async function keepRun({ moments, ...rest }: KeptRun): Promise<void> {
  const wanted = new Map(moments.map((moment) => [momentKey(moment.epochs), moment]));
  const present = (await keys<string>(store)).filter((key) => key.startsWith("moment:"));
  await delMany(
    present.filter((key) => !wanted.has(key)),
    store,
  );
  const missing = [...wanted].filter(([key]) => !present.includes(key));
  const written: Written = { ...rest, moments: moments.map(({ epochs }) => epochs) };
  await setMany([...missing, [RUN, written]], store);
}

/** Forgets the run, so that the next one's moments aren't taken for its own. */
export async function forgetRun(): Promise<void> {
  const all = await keys<string>(store);
  await delMany(
    all.filter((key) => key !== FILE),
    store,
  );
}

/** The run that was kept last, where there is one and it is whole. */
export async function keptRun(): Promise<KeptRun | undefined> {
  const written = await get<Written>(RUN, store);
  if (!written) return undefined;
  const moments = await Promise.all(written.moments.map((epochs) => get<Moment>(momentKey(epochs), store)));
  const whole = moments.filter((moment) => moment !== undefined);
  return whole.length === moments.length ? { ...written, moments: whole } : undefined;
}

/** Keeps what was dropped on the page, so that a run of it can go on. */
export const keepFile = (opened: Opened): Promise<void> => set(FILE, opened, store);
export const keptFile = (): Promise<Opened | undefined> => get<Opened>(FILE, store);
export const forgetFile = (): Promise<void> => del(FILE, store);
