import type { OptionWords } from "../../core/message.ts";

/** Options that messages name and the page has a field for, as the page calls them. */
const FIELDS: Readonly<Record<string, string>> = {
  learningRate: "the learning rate",
  loss: "the loss",
  optimizer: "the optimizer",
  epochs: "the epochs",
  codings: "the codings",
  hidden: "the hidden layers' units",
};

/** An option in the page's words; undefined where the page has no field for it, as for clipping gradients. */
export const inWords: OptionWords = ({ option, value }) => {
  const field = FIELDS[option];
  if (field === undefined || value === undefined) return field;
  return option === "loss" ? `${field} ${value}` : Array.isArray(value) ? value.join(", ") : String(value);
};
