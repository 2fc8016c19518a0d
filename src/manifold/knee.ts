/** The error of a number of codings on held-out rows, as a share of the error without any coding, with its standard error. */
export interface SizeError {
  readonly codings: number;
  readonly error: number;
  readonly standardError: number;
}

/** The knee of a curve of errors, and the smallest size that isn't measurably worse than the best one. */
export interface Knee {
  /** Size at the knee. Undefined if each coding helps about as much as any other, so that the curve is straight. */
  readonly knee?: number;
  /**
   * Smallest size whose error is within one standard error of the lowest error (the one-standard-error rule; Breiman et al.,
   * 1984).
   */
  readonly enough: number;
  /** The knee if there is one, but at most `enough`. */
  readonly chosen: number;
}

/**
 * Finds a good number of codings from the errors of several sizes, in rising order.
 *
 * The knee is that of Kneedle with a sensitivity of 1 (Satopää et al., 2011). The ends of the curve are known: the error is 1
 * without codings, and 0 with as many codings as features. The knee is where the curve is farthest below the straight line
 * between these ends, if that is more than a mean step of the sizes. Up to the knee, a coding reduces the error by more than a
 * feature does on average. For principal components this is the rule of Kaiser (1960).
 * @param sizes errors of the sizes, in rising order of the number of codings.
 * @param features number of features.
 * @example
 * const { chosen } = kneeOf([{ codings: 1, error: 0.5, standardError: 0.01 }, { codings: 2, error: 0.1, standardError: 0.01 }], 8);
 */
export function kneeOf(sizes: readonly SizeError[], features: number): Knee {
  const best = sizes.reduce((a, b) => (b.error < a.error ? b : a));
  const enough = sizes.find(({ error }) => error <= best.error + best.standardError)!.codings;
  const below = ({ codings, error }: SizeError) => 1 - error - codings / features;
  const farthest = sizes.reduce((a, b) => (below(b) > below(a) ? b : a));
  const knee = below(farthest) > 1 / (sizes.length + 1) ? farthest.codings : undefined;
  return { ...(knee !== undefined && { knee }), enough, chosen: Math.min(knee ?? enough, enough) };
}
