/** Runs a function and returns its result, or undefined if it throws. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Runs a function and returns whether it ended without an error. */
export const succeeds = (work: () => void): boolean =>
  attempt(() => {
    work();
    return true;
  }) ?? false;
