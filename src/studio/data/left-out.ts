import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";

const MOST_NAMED = 6;

/** A table's columns that aren't learned from, each with the reason: one line, or none where all are. The label is told elsewhere. */
export function leftOutLines({ leftOut, keys, label }: TablePreprocessing): string[] {
  const known = new Set(leftOut.map(({ name }) => name));
  const told = keys.filter((name) => !known.has(name)).map((name) => ({ name, why: "a key, kept beside the results" }));
  const all = [...leftOut, ...told].filter(({ name }) => name !== label);
  if (all.length === 0) return [];
  const more = all.length - MOST_NAMED;
  const named = all.slice(0, MOST_NAMED).map(({ name, why }) => `${name} (${why})`);
  return [`Left out: ${[...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")}`];
}
