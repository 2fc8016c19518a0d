import { type Attribute, type ElementType, expectDtype, node, type Tensor } from "../tensor.ts";

/**
 * Replaces each text with a whole number (int64).
 * @param x - text tensor of any shape.
 * @param codes - number of each known text.
 * @param otherwise - number of all other texts.
 * @example
 * const numbers = codesOfTexts(x, new Map([["red", 0], ["blue", 1]]), 2);
 */
export function codesOfTexts(x: Tensor, codes: ReadonlyMap<string, number>, otherwise: number): Tensor {
  return encoded(x, "string", "int64", {
    keys_strings: { strings: [...codes.keys()] },
    values_int64s: { ints: [...codes.values()] },
    default_int64: { int: otherwise },
  });
}

/**
 * Replaces each whole number (int64) with the text at that index.
 * @param texts - texts, counted from 0.
 * @param otherwise - text for all other numbers.
 * @example
 * const colours = textsOfCodes(numbers, ["red", "blue"], "");
 */
export function textsOfCodes(x: Tensor, texts: readonly string[], otherwise: string): Tensor {
  return encoded(x, "int64", "string", {
    keys_int64s: { ints: texts.map((_, i) => i) },
    values_strings: { strings: texts },
    default_string: { string: otherwise },
  });
}

function encoded(x: Tensor, from: ElementType, to: ElementType, attributes: Readonly<Record<string, Attribute>>): Tensor {
  expectDtype("LabelEncoder", x, from);
  return node("LabelEncoder", { domain: "ai.onnx.ml", inputs: [x], shape: x.shape, dtype: to, attributes });
}
