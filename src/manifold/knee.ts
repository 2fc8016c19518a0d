/** What a number of codings loses of held-out rows: a share of what no coding at all does, and its standard error. */
export interface SizeError {
  readonly codings: number;
  readonly error: number;
  readonly standardError: number;
}

/** Where a curve of errors has its knee, and the smallest size that isn't measurably worse than the best. */
export interface Knee {
  /** Undefined where each coding helps about as much as any other: the curve is straight. */
  readonly knee?: number;
  /** By the one-standard-error rule (Breiman et al., 1984): its error is within a standard error of the lowest. */
  readonly enough: number;
  /** The knee where there is one, but no more codings than are enough. */
  readonly chosen: number;
}

/**
 * How many codings are worth having, from the errors of some sizes in rising order. The knee is Kneedle's, with a sensitivity of 1 (Satopää et al., 2011), on a curve
 * whose ends are known: no codings lose everything, and as many as there are features needn't lose anything. It is where the curve is farthest below the straight line
 * between them, if that is farther than the mean step of the sizes: up to there a coding brings more than a feature does on average, which for principal components is
 * the rule of Kaiser (1960).
 */
export function kneeOf(sizes: readonly SizeError[], features: number): Knee {
  const best = sizes.reduce((a, b) => (b.error < a.error ? b : a));
  const enough = sizes.find(({ error }) => error <= best.error + best.standardError)!.codings;
  const below = ({ codings, error }: SizeError) => 1 - error - codings / features;
  const farthest = sizes.reduce((a, b) => (below(b) > below(a) ? b : a));
  const knee = below(farthest) > 1 / (sizes.length + 1) ? farthest.codings : undefined;
  return { ...(knee !== undefined && { knee }), enough, chosen: Math.min(knee ?? enough, enough) };
}
