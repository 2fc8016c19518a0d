/** Descriptions of losses with their units. A loss that isn't in the list is shown by its name. */
export const LOSS_TITLES: Readonly<Record<string, string>> = {
  binaryCrossentropy: "binary cross-entropy (nats per value)",
  categoricalCrossentropy: "cross-entropy (nats per example)",
  sparseCategoricalCrossentropy: "cross-entropy (nats per example)",
  mse: "mean squared error",
  mae: "mean absolute error",
  huber: "Huber loss",
};

/**
 * Returns the description of a loss. The loss of tables, "mixed", is scaled: always predicting the mean, or the shares of the
 * categories, costs 1.
 */
export const lossTitle = (loss: string): string =>
  loss === "mixed" ? "mixed loss (1 = predicting the mean)" : (LOSS_TITLES[loss] ?? loss);
