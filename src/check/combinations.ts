import * as z from "zod/mini";
import type { ClassTarget, Features } from "./features.ts";

/** Pairs of values of a row that are common by themselves, but very rare together. */
export interface Combinations {
  /** Logarithm of how many times rarer the rarest pair of a row is than expected by chance; 0 if no pair is rarer. */
  readonly rarity: Float32Array;
  /** The columns of that pair, [rows, 2]. */
  readonly columns: Int32Array;
  readonly pairs: SavedPairs;
}

const whole = z.number().check(z.int(), z.nonnegative());

/** How often values occur together: for two targets `a` and `b`, the indices of each pair of values with its count. */
export const pairsSchema = z.array(z.object({ a: whole, b: whole, counts: z.array(z.tuple([whole, whole, whole])) }));
export type SavedPairs = z.infer<typeof pairsSchema>;

/** Finds the rarest combination in each row. @param learned pairs of an earlier table, which are counted too. */
export function combinationsOf({ rows, targets }: Features, learned: SavedPairs = []): Combinations {
  const classes = targets.filter((target): target is ClassTarget => target.kind === "class");
  const rarity = new Float32Array(rows);
  const columns = new Int32Array(2 * rows).fill(-1);
  const pairs: SavedPairs = [];
  const codes = classes.map((target) => Int32Array.from({ length: rows }, (_, row) => target.of(row)));
  for (let a = 1; a < classes.length; a++) {
    for (let b = 0; b < a; b++) {
      const [sizeA, sizeB] = [classes[a]!.names.length, classes[b]!.names.length];
      const together = new Float64Array(sizeA * sizeB);
      const [countA, countB] = [new Float64Array(sizeA), new Float64Array(sizeB)];
      let present = 0;
      const add = (x: number, y: number, count: number): void => {
        together[x * sizeB + y]! += count;
        countA[x]! += count;
        countB[y]! += count;
        present += count;
      };
      for (const [x, y, count] of learned.find((one) => one.a === a && one.b === b)?.counts ?? []) add(x, y, count);
      for (let row = 0; row < rows; row++) {
        const [x, y] = [codes[a]![row]!, codes[b]![row]!];
        if (x >= 0 && y >= 0) add(x, y, 1);
      }
      const counts = Array.from(together, (count, i): [number, number, number] => [Math.floor(i / sizeB), i % sizeB, count]);
      pairs.push({ a, b, counts: counts.filter(([, , count]) => count > 0) });
      for (let row = 0; row < rows; row++) {
        const [x, y] = [codes[a]![row]!, codes[b]![row]!];
        if (x < 0 || y < 0) continue;
        // The row itself isn't counted.
        const byChance = ((countA[x]! - 1) * (countB[y]! - 1)) / present;
        const found = Math.log((byChance + 1) / together[x * sizeB + y]!);
        if (found <= rarity[row]!) continue;
        rarity[row] = found;
        columns[2 * row] = classes[a]!.column;
        columns[2 * row + 1] = classes[b]!.column;
      }
    }
  }
  return { rarity, columns, pairs };
}
