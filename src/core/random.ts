/**
 * A seeded stream of random numbers, for initial weights and shuffling. Its whole state is one 32-bit number, so it can be
 * saved.
 */
export interface Random {
  /** Draws a uniform number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** Draws a standard normal number (Box-Muller). */
  normal(): number;
  /** Draws a uniform integer in [0, n). */
  integer(n: number): number;
}

/** Mixes 32 bits so that similar numbers become unrelated (the finaliser of MurmurHash3, Appleby 2011). */
export function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Computes one 32-bit key from several numbers. The same numbers in the same order give the same key. */
export const keyOf = (...parts: readonly number[]): number =>
  parts.reduce((key, part) => mix((key ^ mix(part + 0x9e3779b9)) >>> 0), 0);

/**
 * Creates a stream of random numbers from one or more whole numbers, such as a seed and an epoch. Different numbers give
 * unrelated streams.
 * @example
 * const source = random(42);
 * source.uniform(); // always the same number between 0 and 1
 */
export function random(...parts: readonly number[]): Random {
  const key = keyOf(...parts);
  let counter = 0;
  const next = () => mix((key + Math.imul(++counter, 0x9e3779b9)) >>> 0);
  const uniform = () => next() / 2 ** 32;
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (n) => Math.floor(uniform() * n),
  };
}

/**
 * Returns the numbers 0 to n - 1 in a random order (Fisher-Yates).
 * @param n - how many numbers.
 * @param source - stream of random numbers, from `random(seed)`.
 * @example
 * permutation(5, random(42)); // the numbers 0 to 4, shuffled
 */
export function permutation(n: number, source: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
