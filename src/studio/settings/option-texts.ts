import { rounded } from "../../core/words.ts";
import type { LayerChoice, LayerOption } from "./layers.ts";

/** A pair as a person writes it: "3" for two equal ones, "3 × 2". */
export const pairText = (value: LayerOption | undefined): string => {
  const [height, width] = Array.isArray(value) ? value : [value, value];
  return height === width ? String(height) : `${height} × ${width}`;
};

/** "3" or "3 × 2", as a pair of whole numbers of at least 1; else what is wrong. */
export function parsePair(text: string): { readonly value: readonly number[] } | string {
  const numbers = numbersIn(text);
  const fits = (numbers.length === 1 || numbers.length === 2) && numbers.every(isCount);
  return fits ? { value: [numbers[0]!, numbers[1] ?? numbers[0]!] } : "One or two whole numbers, such as 3 or 3 × 2.";
}

/** "28 × 28 × 1". */
export const shapeText = (value: LayerOption | undefined): string => (Array.isArray(value) ? value.join(" × ") : "");

export function parseShape(text: string): { readonly value: readonly number[] } | string {
  const numbers = numbersIn(text);
  return numbers.length > 0 && numbers.every(isCount) ? { value: numbers } : "Whole numbers, such as 28 × 28.";
}

const numbersIn = (text: string): number[] => text.match(/[^\s,x×*]+/g)?.map(Number) ?? [];

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;

/** What can be said of a layer that isn't edited here. */
export function aboutLayer({ kind, config, tiedTo }: LayerChoice): string {
  const text = (value: LayerOption | undefined) => (typeof value === "number" ? rounded(value) : value);
  switch (kind) {
    case "DenseTranspose":
      return tiedTo !== undefined && tiedTo >= 0
        ? `The weights of layer ${tiedTo + 1} of the encoder, transposed, and biases of its own; activation ${text(config.activation)}.`
        : "The weights of a layer of the encoder, transposed, and biases of its own.";
    case "GaussianCodings":
      return `${text(config.units)} codings, each drawn from a normal distribution; the divergence from the standard one counts ${text(config.weight)} in the loss.`;
    case "Standardization":
      return config.inverse
        ? "Gives numbers back in their own units: times their deviation, plus their mean."
        : "Numbers less their mean, divided by their deviation, of the examples that are learned from.";
    case "SparsityRegularization":
      return `Passes on what it gets; keeps each coding's mean near ${text(config.target)}, with the weight ${text(config.weight)}.`;
    case "ActivityRegularization":
      return `Passes on what it gets; keeps activations small, with the weight ${text(config.l1 || config.l2)}.`;
    case "MaskingNoise":
      return `Puts zeros in the place of ${percent(config.rate)} of the inputs, only while it learns.`;
    case "SaltAndPepperNoise":
      return `Puts zeros and ones in the place of ${percent(config.rate)} of the inputs, only while it learns.`;
    case "MissingNoise":
      return `Makes ${percent(config.rate)} of the values missing, only while it learns.`;
    case "MissingValues":
      return "Puts the mean in the place of values that are missing, and tells the next layer which these are.";
    case "CategoryProbabilities":
      return "Makes of each category column's outputs the probabilities of its categories.";
    default:
      return "As the system has it.";
  }
}

const percent = (value: LayerOption | undefined): string => `${rounded(100 * Number(value))} %`;
