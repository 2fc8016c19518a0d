import { OptionError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { numpyRandom } from "../../core/numpy-random.ts";
import { knownOptions } from "../../core/options.ts";
import { shown } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";

/** The options of `generate3dData`. */
export interface Points3dOptions {
  /** Number of points; 60 by default. */
  readonly m?: number;
  /** Weight of x1 in x3; 0.1 by default. */
  readonly w1?: number;
  /** Weight of x2 in x3; 0.3 by default. */
  readonly w2?: number;
  /** Standard deviation of the noise of x3; 0.1 by default. The noise of x1 and x2 has half of it. */
  readonly noise?: number;
  /** Seed of the random numbers; 4 by default. */
  readonly seed?: number;
}

/**
 * Draws the lecture's points near a plane in space, which a linear autoencoder can flatten: float32 [m, 3], centred.
 * They equal the points that NumPy draws after `np.random.seed(seed)`. Another m draws entirely different points.
 * @throws OptionError if m isn't a whole number of at least 1.
 * @example generate3dData({ m: 60 }).examples.shape; // [60, 3]
 */
export function generate3dData(options: Points3dOptions = {}): Dataset {
  const names = { m: true, w1: true, w2: true, noise: true, seed: true } as const;
  const { m = 60, w1 = 0.1, w2 = 0.3, noise = 0.1, seed = 4 } = knownOptions("generate3dData", options, names);
  if (!Number.isInteger(m) || m < 1)
    throw new OptionError(`m must be a whole number of points of at least 1, but it is ${shown(m)}.`);
  const { rand, randn } = numpyRandom(seed);
  const angles = Float64Array.from({ length: m }, () => (rand() * 3 * Math.PI) / 2 - 0.5);
  const x1 = angles.map((angle) => Math.cos(angle) + Math.sin(angle) / 2 + (noise * randn()) / 2);
  const x2 = angles.map((angle) => Math.sin(angle) * 0.7 + (noise * randn()) / 2);
  const x3 = x1.map((x, i) => x * w1 + x2[i]! * w2 + noise * randn());
  const points = new Float32Array(3 * m);
  [x1, x2, x3].forEach((column, axis) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / m;
    column.forEach((x, i) => {
      points[3 * i + axis] = x - mean;
    });
  });
  return { name: "points-3d", examples: ndarray("float32", [m, 3], points) };
}
