import type { OptionWords } from "../../core/message.ts";

/** The names on the page of options that messages mention and the page has a field for. */
const FIELDS: Readonly<Record<string, string>> = {
  learningRate: "the learning rate",
  loss: "the loss",
  optimizer: "the optimizer",
  epochs: "the epochs",
  codings: "the codings",
  hidden: "the hidden layers' units",
  device: "the device",
};

/** Returns the name of an option on the page, or undefined if the page has no field for it, for example for clipping gradients. */
export const inWords: OptionWords = ({ option, value }) => {
  const field = FIELDS[option];
  if (field === undefined || value === undefined) return field;
  return option === "loss" || option === "device" ? `${field} ${value}` : Array.isArray(value) ? value.join(", ") : String(value);
};
