/** The losses as words, with their units; others are written as they are named. */
export const LOSS_TITLES: Readonly<Record<string, string>> = {
  binaryCrossentropy: "binary cross-entropy (nats per value)",
  categoricalCrossentropy: "cross-entropy (nats per example)",
  sparseCategoricalCrossentropy: "cross-entropy (nats per example)",
  mse: "mean squared error",
  mae: "mean absolute error",
  huber: "Huber loss",
};

/** The same, of a table's too: a loss of 1 is knowing nothing. */
export const lossTitle = (loss: string): string =>
  loss === "mixed" ? "mixed loss, 1: knowing nothing" : (LOSS_TITLES[loss] ?? loss);
