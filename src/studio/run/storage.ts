import { createStore, del, delMany, get, keys, set, setMany } from "idb-keyval";
import { sha256 } from "../../core/sha256.node.ts";
import type { Opened } from "../data/opened.ts";
import type { Moment } from "../engine/trainer.ts";
import type { KeptRun } from "./run.svelte.ts";

// The browser's own database: a run goes on where its tab was closed. Moments don't change once they are there, so each is written once.
const store = createStore("codings-studio", "run");
const RUN = "run";
const FILE = "file";
/** Of the weights as well: another tab's run, or one before, has moments of the same epochs. */
const momentKey = ({ epochs, weights }: Moment): string => {
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength);
  return `moment:${epochs}:${sha256(bytes)}`;
};

/** The moments are their keys; earlier versions wrote their epochs. */
type Written = Omit<KeptRun, "moments"> & { readonly moments: readonly (string | number)[] };

/** Keeps a run; the one before is there until this one is. Where the browser has no room, or no database, the run just isn't kept. */
export async function keepRun({ moments, ...rest }: KeptRun): Promise<void> {
  const wanted = new Map(moments.map((moment) => [momentKey(moment), moment]));
  const present = (await keys<string>(store)).filter((key) => key.startsWith("moment:"));
  const missing = [...wanted].filter(([key]) => !present.includes(key));
  const written: Written = { ...rest, moments: [...wanted.keys()] };
  await setMany([...missing, [RUN, written]], store);
  await delMany(
    present.filter((key) => !wanted.has(key)),
    store,
  );
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
  const moments = await Promise.all(
    written.moments.map((key) => get<Moment>(typeof key === "number" ? `moment:${key}` : key, store)),
  );
  const whole = moments.filter((moment) => moment !== undefined);
  return whole.length === moments.length ? { ...written, moments: whole } : undefined;
}

/** Keeps what was dropped on the page, so that a run of it can go on. */
export const keepFile = (opened: Opened): Promise<void> => set(FILE, opened, store);
export const keptFile = (): Promise<Opened | undefined> => get<Opened>(FILE, store);
export const forgetFile = (): Promise<void> => del(FILE, store);
