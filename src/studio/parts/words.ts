/** Returns a number with four digits, or a dash if there is none. */
export const shortNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? "–"
    : Math.abs(value) >= 1000
      ? Math.round(value).toLocaleString("en-US")
      : value.toPrecision(4);

/** Returns a number of epochs with one decimal if it isn't whole. */
export const epochsText = (epochs: number): string => epochs.toFixed(Math.abs(epochs - Math.round(epochs)) < 0.05 ? 0 : 1);
