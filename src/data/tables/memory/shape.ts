import { extent, unitOf } from "../../../core/statistics.ts";

/** Properties of a column's values that warnings report, and that identify copies of columns. */
export interface ColumnShape {
  /** Share of the most frequent value if more than half of the values are equal; otherwise the share of any value. */
  readonly topShare: number;
  /** Unbiased skewness of numbers; 0 for texts, NaN if there are too few numbers or all are equal. */
  readonly skewness: number;
  /** Hash that is equal for columns with the same value in every row. */
  readonly fingerprint: string;
}

/** Measures a column's values. Missing ones are NaN or null. */
export function shapeOf(values: Float64Array | readonly (string | null)[]): ColumnShape {
  const there = values instanceof Float64Array ? values.filter((x) => !Number.isNaN(x)) : values.filter((x) => x !== null);
  return {
    topShare: shareOfMost(there),
    skewness: there instanceof Float64Array ? skewnessOf(there) : 0,
    fingerprint: fingerprintOf(values),
  };
}

/** Finds the value that more than half of all values are, by Boyer and Moore's majority vote. */
function shareOfMost(values: ArrayLike<number | string>): number {
  let [winner, votes]: [number | string | undefined, number] = [undefined, 0];
  for (let i = 0; i < values.length; i++) {
    if (votes === 0) winner = values[i];
    votes += values[i] === winner ? 1 : -1;
  }
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === winner) count++;
  return count / values.length;
}

function skewnessOf(values: Float64Array): number {
  const n = values.length;
  const [low, high] = extent(values);
  // Around 1e9, cubes of the numbers themselves lose all digits.
  const unit = unitOf(high - low);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]! / unit - low / unit;
  const mean = sum / n;
  let [squares, cubes] = [0, 0];
  for (let i = 0; i < n; i++) {
    const z = values[i]! / unit - low / unit - mean;
    squares += z * z;
    cubes += z * z * z;
  }
  return ((Math.sqrt(n) * Math.sqrt(n - 1)) / (n - 2)) * (cubes / n / (squares / n) ** 1.5);
}

/** Returns two hashes of 32 bits of the values and their places. */
function fingerprintOf(values: Float64Array | readonly (string | null)[]): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  const add = (word: number) => {
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + word, 0x85ebca6b);
    b ^= b >>> 13;
  };
  if (values instanceof Float64Array)
    for (const word of new Int32Array(values.buffer, values.byteOffset, 2 * values.length)) add(word);
  else
    for (const text of values) {
      add(text === null ? -1 : text.length);
      for (let i = 0; i < (text?.length ?? 0); i++) add(text!.charCodeAt(i));
    }
  return `${a >>> 0} ${b >>> 0}`;
}
