/** What some work gives; undefined where it fails. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Does some work, and returns whether it succeeded. */
export const succeeds = (work: () => void): boolean =>
  attempt(() => {
    work();
    return true;
  }) ?? false;
