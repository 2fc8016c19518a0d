import { type Attribute, type ElementType, expectDtype, node, type Tensor } from "../tensor.ts";

/** Texts as whole numbers (int64): each of those listed as its own, any other as `otherwise`. */
export function codesOfTexts(x: Tensor, codes: ReadonlyMap<string, number>, otherwise: number): Tensor {
  return encoded(x, "string", "int64", {
    keys_strings: { strings: [...codes.keys()] },
    values_int64s: { ints: [...codes.values()] },
    default_int64: { int: otherwise },
  });
}

/** Whole numbers (int64) as texts: the text that stands in that place, counted from 0, else `otherwise`. */
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
