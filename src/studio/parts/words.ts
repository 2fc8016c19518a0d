/** Returns a number with four digits, or a dash if there is none. */
export const shortNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? "–"
    : Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString("en-US")
      : value.toPrecision(4);
