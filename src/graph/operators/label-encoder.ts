import { expectDtype, node, type Tensor } from "../tensor.ts";

/** Texts as whole numbers (int64): each of those listed as its own, any other as `otherwise`. */
export function codesOfTexts(x: Tensor, codes: ReadonlyMap<string, number>, otherwise: number): Tensor {
  expectDtype("LabelEncoder", x, "string");
  return node("LabelEncoder", {
    domain: "ai.onnx.ml",
    inputs: [x],
    shape: x.shape,
    dtype: "int64",
    attributes: {
      keys_strings: { strings: [...codes.keys()] },
      values_int64s: { ints: [...codes.values()] },
      default_int64: { int: otherwise },
    },
  });
}

/** Whole numbers (int64) as texts: the text that stands in that place, counted from 0, else `otherwise`. */
export function textsOfCodes(x: Tensor, texts: readonly string[], otherwise: string): Tensor {
  expectDtype("LabelEncoder", x, "int64");
  return node("LabelEncoder", {
    domain: "ai.onnx.ml",
    inputs: [x],
    shape: x.shape,
    dtype: "string",
    attributes: {
      keys_int64s: { ints: texts.map((_, i) => i) },
      values_strings: { strings: texts },
      default_string: { string: otherwise },
    },
  });
}
