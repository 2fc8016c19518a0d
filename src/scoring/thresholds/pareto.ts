/** A generalised Pareto distribution that begins at 0: P(X > x) = (1 + shape · x / scale)^(-1 / shape). */
export interface ParetoTail {
  readonly shape: number;
  readonly scale: number;
}

/**
 * Fits a generalised Pareto distribution to excesses with the estimator of Zhang & Stephens (2009): a mean over a grid of values
 * of shape / scale, weighted by their profile likelihood. The estimator always has a value, while the likelihood may have no
 * maximum.
 */
export function paretoTail(excesses: Float64Array): ParetoTail {
  const sorted = excesses.slice().sort();
  const n = sorted.length;
  const quartile = sorted[Math.max(0, Math.floor(n / 4 + 0.5) - 1)]!;
  const largest = sorted[n - 1]!;
  const grid = 30 + Math.floor(Math.sqrt(n));
  const shapeAt = (theta: number) => sorted.reduce((sum, x) => sum + Math.log1p(-theta * x), 0) / n;
  const thetas = Array.from({ length: grid }, (_, i) => 1 / largest + (1 - Math.sqrt(grid / (i + 0.5))) / (3 * quartile));
  const likelihoods = thetas.map((theta) => {
    const shape = shapeAt(theta);
    return n * (Math.log(-theta / shape) - shape - 1);
  });
  const greatest = Math.max(...likelihoods);
  const weights = likelihoods.map((likelihood) => Math.exp(likelihood - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const theta = thetas.reduce((sum, value, i) => sum + (value * weights[i]!) / total, 0);
  const shape = shapeAt(theta);
  return { shape, scale: -shape / theta };
}
