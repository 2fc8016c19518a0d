/**
 * Computes the power of each frequency of a series by a fast Fourier transform, with a Hann window against leakage.
 * @param values - the series [n], without missing values and with mean 0.
 * @returns the powers [m / 2] of the frequencies 0, 1 / m, 2 / m, … per reading; m is the power of two from 2n on.
 */
export function powerSpectrum(values: Float64Array): Float64Array {
  const n = values.length;
  const size = 2 ** Math.ceil(Math.log2(2 * n));
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let i = 0; i < n; i++) re[i] = values[i]! * (1 - Math.cos((2 * Math.PI * (i + 0.5)) / n));
  transform(re, im);
  return re.subarray(0, size / 2).map((x, k) => x * x + im[k]! * im[k]!);
}

/**
 * Computes the autocorrelation of a series from the powers of its frequencies, up to a factor.
 * @param powers - the powers [m / 2], from `powerSpectrum`.
 * @returns a number for each lag [m / 2].
 */
export function autocorrelation(powers: Float64Array): Float64Array {
  const size = 2 * powers.length;
  const re = Float64Array.from({ length: size }, (_, k) => powers[Math.min(k, size - k)] ?? 0);
  transform(re, new Float64Array(size));
  return re.subarray(0, powers.length);
}

/** Transforms complex numbers in place, a power of two of them. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j]!, re[i]!, im[j]!, im[i]!];
  }
  const [cos, sin] = [new Float64Array(size / 2), new Float64Array(size / 2)];
  for (let k = 0; k < size / 2; k++) [cos[k], sin[k]] = [Math.cos((2 * Math.PI * k) / size), -Math.sin((2 * Math.PI * k) / size)];
  for (let half = 1; half < size; half *= 2) {
    const stride = size / 2 / half;
    for (let start = 0; start < size; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const [a, b] = [start + k, start + k + half];
        const [c, s] = [cos[k * stride]!, sin[k * stride]!];
        const x = re[b]! * c - im[b]! * s;
        const y = re[b]! * s + im[b]! * c;
        re[b] = re[a]! - x;
        im[b] = im[a]! - y;
        re[a] = re[a]! + x;
        im[a] = im[a]! + y;
      }
  }
}
