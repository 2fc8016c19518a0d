// Finds out which run in the browser's storage belongs to which tab. A tab stores the id of its run in its sessionStorage, which survives reloads, and holds a
// Web Lock of that name as long as the run is open. A duplicated tab has a copy of the id, and the lock shows it that another tab has the run already.
const ID = "run";
const LOCK = "codings-studio run ";
/** After a reload, the old page may take this long to release its lock, in milliseconds. */
const LETS_GO = 1500;
/** A tab that was just closed may take this long. While another tab is open, each new one waits for so long. */
const CLOSES = 500;

/** Releases the locks that this page holds, by id. */
const releases = new Map<string, () => void>();

/** Takes the lock of an id until `release`, or as long as this page is open. @param wait milliseconds to wait until another page releases it. */
export function take(id: string, wait = 0): Promise<boolean> {
  if (!hasLocks() || releases.has(id)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const options = wait > 0 ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true };
    navigator.locks
      .request(LOCK + id, options, (lock) => {
        const held = lock ? new Promise<void>((done) => releases.set(id, done)) : undefined;
        resolve(lock !== null);
        return held;
      })
      .catch(() => resolve(false));
  });
}

export function release(id: string): void {
  releases.get(id)?.();
  releases.delete(id);
}

/** Whether the browser has locks. Pages that aren't secure (http from another machine) have none: there a tab uses its own id and never takes another. */
const hasLocks = (): boolean => "locks" in navigator;

export const newId = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");

/**
 * Returns the id of the run that this tab has: its id from before a reload, else the first of `closed` that no open tab has, else a new one.
 * @param closed returns the ids of runs that this tab could continue, the best one first.
 */
export async function ownId(closed: () => Promise<readonly string[]>): Promise<string> {
  const before = sessionStorage.getItem(ID);
  if (before !== null && (await take(before, LETS_GO))) return before;
  const ids = before === null && hasLocks() ? await closed() : [];
  for (const [place, id] of ids.entries())
    if (await take(id, place === 0 ? CLOSES : 0)) {
      sessionStorage.setItem(ID, id);
      return id;
    }
  return changeId();
}

/** Gives this tab another run: `wanted`, or a new one if an open tab has that. @returns the id of the run. */
export async function changeId(wanted?: string): Promise<string> {
  const before = sessionStorage.getItem(ID);
  if (wanted !== undefined && wanted === before) return wanted;
  const id = wanted !== undefined && hasLocks() && (await take(wanted)) ? wanted : newId();
  await take(id);
  sessionStorage.setItem(ID, id);
  if (before !== null) release(before);
  return id;
}

/** Does some work while it holds the lock of an id. Does nothing if an open tab has that id, or if the browser has no locks. */
export async function whileClosed(id: string, work: () => Promise<void>): Promise<void> {
  if (!hasLocks()) return;
  await navigator.locks.request(LOCK + id, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}

/** Returns the ids that open tabs have, this one's included. */
export async function openIds(): Promise<ReadonlySet<string>> {
  const { held = [] } = hasLocks() ? await navigator.locks.query() : {};
  return new Set(held.map(({ name = "" }) => name.slice(LOCK.length)));
}
