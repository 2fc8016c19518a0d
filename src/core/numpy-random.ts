/**
 * NumPy's legacy generator of random numbers. It draws the same numbers in the same order as Python code after
 * `np.random.seed(seed)`.
 */
export interface NumpyRandom {
  /** Draws a uniform number in [0, 1) with 53 random bits, as `np.random.rand()` does. */
  rand(): number;
  /** Draws a standard normal number, as `np.random.randn()` does. */
  randn(): number;
}

const SIZE = 624;
const SHIFT = 397;

/**
 * Creates a generator in the state that `np.random.seed(seed)` sets.
 * The bits come from MT19937 (Matsumoto and Nishimura, 1998), the normal numbers from the polar method (Marsaglia and Bray,
 * 1964). That method draws two numbers at a time and stores the second one for the next call.
 * @param seed - whole number from 0 to 2³² - 1.
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

/** Computes the next 624 words of the state, in place. */
function twist(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
    state[i] = state[(i + SHIFT) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
