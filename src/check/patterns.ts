/** Returns the pattern of a text: words become "a" and numbers become "9". */
const shapeOf = (text: string): string =>
  text
    .replace(/\p{L}+/gu, "a")
    .replace(/\d+/g, "9")
    .replace(/\s+/g, " ");

/** A pattern is usual if at least this share of the texts has it, and another one is rare below this share. */
const [USUAL, RARE] = [0.8, 0.05];

/** Unusual patterns of texts. */
export interface Patterns {
  readonly surprise: Float32Array;
  readonly usual: string | undefined;
  /** Number of texts with each pattern. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Computes how much rarer a text's pattern is than the usual one, as a logarithm. It is 0 if there is no usual pattern, or if the
 * text has it.
 * @param learned patterns of an earlier table.
 */
export function rarePatterns(texts: readonly (string | null)[], learned: ReadonlyMap<string, number> = new Map()): Patterns {
  const shapes = texts.map((text) => (text === null ? undefined : shapeOf(text)));
  const counts = new Map(learned);
  for (const shape of shapes) if (shape !== undefined) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [usual, most] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0]);
  const surprise = new Float32Array(texts.length);
  if (most < USUAL * present) return { surprise, usual: undefined, counts };
  shapes.forEach((shape, row) => {
    if (shape !== undefined && counts.get(shape)! < RARE * present) surprise[row] = Math.log(most / counts.get(shape)!);
  });
  return { surprise, usual, counts };
}
