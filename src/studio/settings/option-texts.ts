import { rounded } from "../../core/words.ts";
import type { LayerChoice, LayerOption } from "./layers.ts";

/** Returns a pair as text: "3 × 2", or "3" for two equal numbers. */
export const pairText = (value: LayerOption | undefined): string => {
  const [height, width] = Array.isArray(value) ? value : [value, value];
  return height === width ? String(height) : `${height} × ${width}`;
};

/** Reads "3" or "3 × 2" as a pair of whole numbers of at least 1. Returns a message if the text is invalid. */
export function parsePair(text: string): { readonly value: readonly number[] } | string {
  const numbers = numbersIn(text);
  const fits = (numbers.length === 1 || numbers.length === 2) && numbers.every(isCount);
  return fits
    ? { value: [numbers[0]!, numbers[1] ?? numbers[0]!] }
    : "Enter one or two whole numbers of at least 1, such as 3 or 3 × 2.";
}

/** Returns a shape as text, such as "28 × 28 × 1". */
export const shapeText = (value: LayerOption | undefined): string => (Array.isArray(value) ? value.join(" × ") : "");

export function parseShape(text: string): { readonly value: readonly number[] } | string {
  const numbers = numbersIn(text);
  return numbers.length > 0 && numbers.every(isCount)
    ? { value: numbers }
    : "Enter whole numbers of at least 1, such as 28 × 28.";
}

const numbersIn = (text: string): number[] => text.match(/[^\s,x×*]+/g)?.map(Number) ?? [];

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

/** Describes a layer that can't be edited here. */
export function aboutLayer({ kind, config, tiedTo }: LayerChoice): string {
  const text = (value: LayerOption | undefined) => (typeof value === "number" ? rounded(value) : value);
  switch (kind) {
    case "DenseTranspose":
      return tiedTo !== undefined && tiedTo >= 0
        ? `Uses the transposed weights of layer ${tiedTo + 1} of the encoder and has its own biases. Activation: ${text(config.activation)}.`
        : "Uses the transposed weights of a layer of the encoder and has its own biases.";
    case "GaussianCodings":
      return `Returns ${text(config.units)} codings, each drawn from a normal distribution. The divergence from the standard normal distribution has the weight ${text(config.weight)} in the loss.`;
    case "Standardization":
      return config.inverse
        ? "Converts standardized numbers back to their own units: multiplies by the standard deviation and adds the mean."
        : "Subtracts the mean of the training examples and divides by their standard deviation.";
    case "SparsityRegularization":
      return `Returns its inputs unchanged. Adds a penalty that keeps the mean of each coding near ${text(config.target)}, with the weight ${text(config.weight)}.`;
    case "ActivityRegularization":
      return `Returns its inputs unchanged. Adds a penalty that keeps activations small, with the weight ${text(config.l1 || config.l2)}.`;
    case "MaskingNoise":
      return `Replaces ${percent(config.rate)} of the inputs with zeros, in training only.`;
    case "SaltAndPepperNoise":
      return `Replaces ${percent(config.rate)} of the inputs with zeros and ones, in training only.`;
    case "MissingNoise":
      return `Makes ${percent(config.rate)} of the values missing, in training only.`;
    case "MissingValues":
      return "Replaces missing values with the mean, and tells the next layer which values were missing.";
    case "CategoryProbabilities":
      return "Converts the outputs of each category column to the probabilities of its categories.";
    default:
      return "This layer has no options to edit.";
  }
}

const percent = (value: LayerOption | undefined): string => `${rounded(100 * Number(value))} %`;
