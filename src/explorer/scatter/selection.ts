import type { How } from "./gestures.ts";

/** A selection after rows were lassoed or clicked: in order, each once. */
export function selectedAfter(before: ReadonlySet<number>, rows: readonly number[], how: How): number[] {
  const after = new Set(how === "replace" ? [] : before);
  for (const row of rows)
    if (how === "remove") after.delete(row);
    else after.add(row);
  return [...after].sort((a, b) => a - b);
}
