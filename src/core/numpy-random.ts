/** NumPy's legacy generator: the numbers that Python code gets after `np.random.seed(seed)`, in the same order. */
export interface NumpyRandom {
  /** Uniform in [0, 1), 53 bits of it: `np.random.rand()`. */
  rand(): number;
  /** Standard normal: `np.random.randn()`. */
  randn(): number;
}

const SIZE = 624;
const SHIFT = 397;

/**
 * As `np.random.seed(seed)` begins, for a whole number from 0 to 2³² - 1.
 * Bits: MT19937 (Matsumoto and Nishimura, 1998); normals: the polar method (Marsaglia and Bray, 1964), whose second number waits for the next call.
 */
export function numpyRandom(seed: number): NumpyRandom {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, state[i - 1]! ^ (state[i - 1]! >>> 30)) + i;
  let position = SIZE;
  let waiting: number | undefined;

  const bits = (): number => {
    if (position === SIZE) {
      twist(state);
      position = 0;
    }
    let y = state[position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  const rand = (): number => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const randn = (): number => {
    if (waiting !== undefined) {
      const second = waiting;
      waiting = undefined;
      return second;
    }
    for (;;) {
      const [x, y] = [2 * rand() - 1, 2 * rand() - 1];
      const squared = x * x + y * y;
      if (squared >= 1 || squared === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared);
      waiting = factor * x;
      return factor * y;
    }
  };
  return { rand, randn };
}

/** The next 624 words of state, in place. */
function twist(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
    state[i] = state[(i + SHIFT) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
