// Finds out which run in the browser's storage belongs to which tab. A tab stores its id in its sessionStorage, which survives reloads, and holds a Web Lock of
// that name as long as it is open. A duplicated tab has a copy of the id, and the lock shows it that another tab has the id already.
const ID = "run";
const LOCK = "codings-studio run ";
/** After a reload, the old page may take this long to release its lock, in milliseconds. */
const LETS_GO = 1500;
/** A tab that was just closed may take this long. While another tab is open, each new one waits for so long. */
const CLOSES = 500;

/** Takes the lock of an id for as long as this page is open. @param wait milliseconds to wait until another page releases it. */
function take(id: string, wait = 0): Promise<boolean> {
  return new Promise((resolve) => {
    const options = wait > 0 ? { signal: AbortSignal.timeout(wait) } : { ifAvailable: true };
    navigator.locks
      .request(LOCK + id, options, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(() => resolve(false));
  });
}

/** Whether the browser has locks. Pages that aren't secure (http from another machine) have none: there a tab uses its own id and never takes another. */
const hasLocks = (): boolean => "locks" in navigator;

/**
 * Returns the id that this tab stores its run under: its id from before a reload, else the first of `closed` that no open tab has, else a new one.
 * @param closed returns the ids of runs that this tab could continue, the best one first.
 */
export async function ownId(closed: () => Promise<readonly string[]>): Promise<string> {
  const before = sessionStorage.getItem(ID);
  if (before !== null && (!hasLocks() || (await take(before, LETS_GO)))) return before;
  let own: string | undefined;
  const ids = before === null && hasLocks() ? await closed() : [];
  for (const [place, id] of ids.entries())
    if (await take(id, place === 0 ? CLOSES : 0)) {
      own = id;
      break;
    }
  if (own === undefined) {
    own = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
    if (hasLocks()) await take(own);
  }
  sessionStorage.setItem(ID, own);
  return own;
}

/** Does some work while it holds the lock of an id. Does nothing if an open tab has that id, or if the browser has no locks. */
export async function whileClosed(id: string, work: () => Promise<void>): Promise<void> {
  if (!hasLocks()) return;
  await navigator.locks.request(LOCK + id, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
