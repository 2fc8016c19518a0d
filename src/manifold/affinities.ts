import type { NdArray } from "../core/ndarray.ts";
import type { Neighbors } from "./neighbors.ts";

/** A sparse symmetric matrix by rows. Row i has the entries from starts[i] up to starts[i + 1]. */
export interface Affinities {
  /** [n + 1] */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  /** Joint probabilities, which sum to 1 over all rows. */
  readonly values: Float32Array;
}

/** Each row is padded with zeros to a multiple of this number, because the kernel processes that many entries at a time. */
const LANES = 4;
/** Largest difference between a row's entropy and ln(perplexity), which makes perplexities exact to about 1e-5. */
const TOLERANCE = 1e-5;

/**
 * Computes the probabilities p_j|i ∝ exp(-β_i · d_ij²) [n, k] of each row's neighbours. Each β_i is chosen so that the
 * perplexity, e to the power of the entropy, is the given one (van der Maaten & Hinton, 2008). If the distances don't allow it
 * because of duplicates, the perplexity is the nearest possible one.
 */
export function conditionalProbabilities({ distances }: Pick<Neighbors, "distances">, perplexity: number): Float32Array {
  const [count, k] = distances.shape as [number, number];
  const probabilities = new Float32Array(count * k);
  const squares = new Float64Array(k);
  const weights = new Float64Array(k);
  const target = Math.log(Math.min(perplexity, k));
  for (let row = 0; row < count; row++) {
    const nearest = distances.data[row * k]! ** 2;
    let mean = 0;
    for (let j = 0; j < k; j++) {
      squares[j] = distances.data[row * k + j]! ** 2 - nearest;
      mean += squares[j]! / k;
    }
    let [low, high] = [0, Number.POSITIVE_INFINITY];
    let beta = mean > 0 ? 1 / mean : 1;
    let sum = 0;
    for (let round = 0; round < 100; round++) {
      sum = 0;
      let first = 0;
      let second = 0;
      for (let j = 0; j < k; j++) {
        const square = squares[j]!;
        const weight = Math.exp(-beta * square);
        weights[j] = weight;
        sum += weight;
        first += weight * square;
        second += weight * square * square;
      }
      const average = first / sum;
      const excess = Math.log(sum) + beta * average - target;
      // If only rows at the nearest distance have any weight left, a greater β changes nothing.
      if (Math.abs(excess) < TOLERANCE || mean === 0 || (average === 0 && excess > 0)) break;
      if (excess > 0) low = beta;
      else high = beta;
      // This is Newton's step on the entropy, whose slope is -β · variance. Bisection replaces a step that leaves the known
      // bounds.
      const stepped = beta + excess / (beta * (second / sum - average * average));
      if (stepped > low && stepped < high) beta = stepped;
      else beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2;
    }
    for (let j = 0; j < k; j++) probabilities[row * k + j] = weights[j]! / sum;
  }
  return probabilities;
}

/** Computes p_ij = (p_j|i + p_i|j) / 2n from the conditional probabilities [n, k] of neighbours. */
export function jointProbabilities(indices: NdArray<"int32">, conditional: Float32Array): Affinities {
  const [count, k] = indices.shape as [number, number];
  const neighbors = indices.data;
  // The transposed matrix: the rows that have a row among their neighbours.
  const namedFrom = new Int32Array(count + 1);
  for (const column of neighbors) namedFrom[column + 1]!++;
  for (let row = 0; row < count; row++) namedFrom[row + 1]! += namedFrom[row]!;
  const namers = new Int32Array(count * k);
  const next = namedFrom.slice();
  for (let entry = 0; entry < namers.length; entry++) namers[next[neighbors[entry]!]!++] = entry;

  const starts = new Int32Array(count + 1);
  const most = 2 * count * k + count * (LANES - 1);
  const columns = new Int32Array(most);
  const values = new Float32Array(most);
  const entryOf = new Int32Array(count).fill(-1);
  let end = 0;
  for (let row = 0; row < count; row++) {
    const start = end;
    for (let j = row * k; j < (row + 1) * k; j++) {
      entryOf[neighbors[j]!] = end;
      columns[end] = neighbors[j]!;
      values[end++] = conditional[j]! / (2 * count);
    }
    for (let i = namedFrom[row]!; i < namedFrom[row + 1]!; i++) {
      const entry = namers[i]!;
      const column = Math.floor(entry / k);
      const known = entryOf[column]!;
      if (known >= start) values[known]! += conditional[entry]! / (2 * count);
      else {
        columns[end] = column;
        values[end++] = conditional[entry]! / (2 * count);
      }
    }
    while ((end - start) % LANES !== 0) columns[end++] = row;
    starts[row + 1] = end;
  }
  return { starts, columns: columns.subarray(0, end), values: values.subarray(0, end) };
}
