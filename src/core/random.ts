/** A seeded stream of random numbers on the host (initial weights, shuffling). Its whole state is one 32-bit number, so it can be saved. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform integer in [0, n). */
  integer(n: number): number;
}

/** Mixes 32 bits so that neighbours become unrelated (the finaliser of MurmurHash3, Appleby 2011). */
export function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** One 32-bit key from several numbers: the same numbers in the same order give the same key. */
export const keyOf = (...parts: readonly number[]): number =>
  parts.reduce((key, part) => mix((key ^ mix(part + 0x9e3779b9)) >>> 0), 0);

/** A stream for these numbers (a seed, an epoch, a purpose): `random(seed, epoch)`. Streams of different numbers are unrelated. */
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

/** The numbers 0 … n-1 in a random order (Fisher-Yates). */
export function permutation(n: number, source: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = source.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
