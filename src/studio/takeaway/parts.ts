import type { Autoencoder, OnnxPart } from "../../autoencoders/index.ts";

/** What goes into each ONNX file, and what comes out. @param dtype of the examples. */
export function onnxWords(
  { settings: { table }, trained: { encoder, model } }: Autoencoder,
  dtype: string,
): readonly { readonly part: OnnxPart; readonly words: string }[] {
  const array = (name: string, shape: readonly number[], type = "float32") => `${name}, ${type} [n, ${shape.join(", ")}]`;
  const codings = array("codings", encoder.outputShape);
  const ofRows = table !== undefined && !table.windows;
  const taken = ofRows ? "the table's own columns, each an input of its name" : array("examples", model.inputExampleShape, dtype);
  const given = ofRows ? "the columns as they are reconstructed" : array("reconstructions", model.outputShape);
  const scores = table ? "score, and errors by column" : "score, how far each is from its reconstruction";
  return [
    { part: "encoder", words: `From ${taken}, to ${codings}.` },
    { part: "decoder", words: `From ${codings}, to ${given}.` },
    { part: "autoencoder", words: `From ${taken}, to ${given}.` },
    {
      part: "scorer",
      words: `From ${taken}, to ${scores}${table?.windows ? "" : "; percentile among the examples held out; and outlier, 1 or 0"}.`,
    },
  ];
}
