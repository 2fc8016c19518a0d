import type { Random } from "../core/random.ts";

/** Numbers of some rows, drawn with repetition; of all rows where there are no more than `most`. */
export const sampledRows = (rows: number, most: number, source: Random): Int32Array =>
  Int32Array.from({ length: Math.min(rows, most) }, (_, i) => (rows <= most ? i : Math.floor(source.uniform() * rows)));
