import type { Random } from "../core/random.ts";

/** Draws row indices with repetition; returns all rows if there are at most `most`. */
export const sampledRows = (rows: number, most: number, source: Random): Int32Array =>
  Int32Array.from({ length: Math.min(rows, most) }, (_, i) => (rows <= most ? i : Math.floor(source.uniform() * rows)));
