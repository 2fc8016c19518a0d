import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";

const MOST_NAMED = 6;

/** Returns a line that lists the columns that aren't used for training, each with the reason; none if all are used. The label isn't listed. */
export function leftOutLines({ leftOut, keys, label }: TablePreprocessing): string[] {
  const known = new Set(leftOut.map(({ name }) => name));
  const others = keys.filter((name) => !known.has(name)).map((name) => ({ name, why: "a key, repeated in the results" }));
  const all = [...leftOut, ...others].filter(({ name }) => name !== label);
  if (all.length === 0) return [];
  const more = all.length - MOST_NAMED;
  const named = all.slice(0, MOST_NAMED).map(({ name, why }) => `${name} (${why})`);
  return [`Columns not used for training: ${[...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ")}`];
}
