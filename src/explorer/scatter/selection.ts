import type { How } from "./gestures.ts";

/** Returns the selection after the user selected rows with a lasso or a click. It is in order and has each row once. */
export function selectedAfter(before: ReadonlySet<number>, rows: readonly number[], how: How): number[] {
  const after = new Set(how === "replace" ? [] : before);
  for (const row of rows)
    if (how === "remove") after.delete(row);
    else after.add(row);
  return [...after].sort((a, b) => a - b);
}
