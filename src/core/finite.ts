/** The first number that isn't finite among arrays with names, in words: `"dense/kernel" holds NaN (number 3 of 24)`; undefined where there is none. */
export function notFinite(arrays: Readonly<Record<string, { readonly data: Float32Array }>>): string | undefined {
  for (const [name, { data }] of Object.entries(arrays)) {
    const at = data.findIndex((x) => !Number.isFinite(x));
    if (at >= 0) return `"${name}" holds ${data[at]} (number ${at + 1} of ${data.length})`;
  }
  return undefined;
}
