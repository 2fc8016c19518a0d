import type { Autoencoder, OnnxPart } from "../../autoencoders/index.ts";

/** Describes the inputs and outputs of each ONNX file. @param dtype of the examples. */
export function onnxWords(
  { settings: { table }, trained: { encoder, model } }: Autoencoder,
  dtype: string,
): readonly { readonly part: OnnxPart; readonly words: string }[] {
  const array = (name: string, shape: readonly number[], type = "float32") => `${name}, ${type} [n, ${shape.join(", ")}]`;
  const codings = array("codings", encoder.outputShape);
  const ofRows = table !== undefined && !table.windows;
  const taken = ofRows ? "the columns of the table, one input per column" : array("examples", model.inputExampleShape, dtype);
  const given = ofRows ? "the reconstructed columns" : array("reconstructions", model.outputShape);
  const scores = table ? "score, and the error of each column" : "score, the reconstruction error of each example";
  return [
    { part: "encoder", words: `Input: ${taken}. Output: ${codings}.` },
    { part: "decoder", words: `Input: ${codings}. Output: ${given}.` },
    { part: "autoencoder", words: `Input: ${taken}. Output: ${given}.` },
    {
      part: "scorer",
      words: `Input: ${taken}. Outputs: ${scores}${table?.windows ? "" : "; percentile among the held-out examples; outlier, 1 or 0"}.`,
    },
  ];
}
