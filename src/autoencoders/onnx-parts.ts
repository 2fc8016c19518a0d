import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import { type GraphSpec, input, reshape, type Tensor, toOnnx } from "../graph/index.ts";
import { productOf } from "../graph/tensor.ts";
import { expectSavable } from "../models/written-files.ts";
import { judged } from "../scoring/calibration.ts";
import { errorsOfColumns, errorsOfExamples, errorsOfRows } from "../scoring/error-tensors.ts";
import { applied, asNumbers, inferenceProgram } from "../training/program.ts";
import { weightsOf } from "../training/weights.ts";
import { tableInputs } from "./table-inputs.ts";
import { freeName, tableOutputs } from "./table-outputs.ts";
import type { TrainedAutoencoder } from "./trained.ts";

/** The exported parts of an autoencoder: rows to codings, codings to rows, rows to reconstructions, and rows to scores. */
export type OnnxPart = "encoder" | "decoder" | "autoencoder" | "scorer";

/**
 * Creates the graphs of a trained autoencoder. For tables they take and return raw columns, and contain what was learned about
 * the columns.
 */
export const onnxParts: Readonly<Record<OnnxPart, (autoencoder: TrainedAutoencoder) => GraphSpec>> = {
  encoder(autoencoder) {
    const { inputs, examples } = wholeOf(autoencoder);
    return spec("encoder", inputs, { codings: applied(autoencoder.trained.encoder, examples) });
  },
  decoder({ trained: { decoder }, settings: { table } }) {
    const codings = { dtype: "float32", shape: decoder.inputExampleShape } as const;
    if (!table || table.windows)
      return inferenceProgram(decoder, codings, { name: "decoder", inputName: "codings", outputName: "reconstructions" });
    const x = input("codings", "float32", ["batch", ...codings.shape]);
    return spec("decoder", [x], tableOutputs(table, applied(decoder, x)));
  },
  autoencoder(autoencoder) {
    const { inputs, examples } = wholeOf(autoencoder);
    const { table } = autoencoder.settings;
    const reconstructions = applied(autoencoder.trained.model, examples);
    return spec("autoencoder", inputs, table && !table.windows ? tableOutputs(table, reconstructions) : { reconstructions });
  },
  scorer(autoencoder) {
    const { inputs, examples } = wholeOf(autoencoder);
    const { features, calibration, settings } = autoencoder;
    const reconstructions = applied(autoencoder.trained.model, examples);
    if (features && settings.table?.windows) return spec("scorer", inputs, stepErrors(features, examples, reconstructions));
    const errors = features && errorsOfColumns(features, examples, reconstructions);
    const score = errors
      ? errorsOfRows(features, examples, errors)
      : errorsOfExamples(examples, reconstructions, autoencoder.scales);
    return spec("scorer", inputs, { score, ...(errors && { errors }), ...(calibration && judged(calibration, score)) });
  },
};

/**
 * Scores the steps of windows [batch, window, features]: the score of each step [batch, window] and its errors by column. The
 * score of a row is the mean over the windows that contain it.
 */
function stepErrors(features: readonly FeatureGroup[], examples: Tensor, reconstructions: Tensor): Record<string, Tensor> {
  const [batch, window, width] = examples.shape;
  const asRows = (x: Tensor) => reshape(x, [productOf([batch!, window!]), width!]);
  const errors = errorsOfColumns(features, asRows(examples), asRows(reconstructions));
  const score = errorsOfRows(features, asRows(examples), errors);
  return { score: reshape(score, [batch!, window!]), errors: reshape(errors, [batch!, window!, features.length]) };
}

/**
 * Returns the bytes of an ONNX file of a trained autoencoder.
 * @throws OptionError before the first `fit`.
 * @throws DataError if a weight isn't finite. The message names it.
 * @example
 * const bytes = exportOnnx(autoencoder, "encoder");
 */
export function exportOnnx(autoencoder: TrainedAutoencoder, part: OnnxPart): Uint8Array {
  const { model } = autoencoder.trained;
  model.initialize();
  expectSavable(weightsOf(model));
  return toOnnx({ ...onnxParts[part](autoencoder), types: true });
}

/** Returns the ONNX files of a model folder, by name. */
export const onnxFilesOf = (autoencoder: TrainedAutoencoder): Record<string, Uint8Array> =>
  Object.fromEntries((Object.keys(onnxParts) as OnnxPart[]).map((part) => [`${part}.onnx`, exportOnnx(autoencoder, part)]));

/** Returns the inputs of a graph, and the examples [batch, …] that it computes from them for the encoder. */
function wholeOf({ settings: { table }, inputDtype, trained: { model } }: TrainedAutoencoder) {
  if (table && !table.windows) {
    const { inputs, features } = tableInputs(table);
    return { inputs, examples: features };
  }
  const rows = input("examples", inputDtype, ["batch", ...model.inputExampleShape]);
  return { inputs: [rows], examples: asNumbers(rows) };
}

/** Creates a graph. An output with the name of a column gets another name, because names in ONNX are unique. */
export function spec(name: string, inputs: readonly Tensor[], outputs: Readonly<Record<string, Tensor>>): GraphSpec {
  const taken = new Set(inputs.map(({ source }) => (source.kind === "input" ? source.name : "")));
  const named = Object.entries(outputs).map(([wanted, tensor]) => {
    const free = freeName(wanted, taken);
    taken.add(free);
    return [free, tensor] as const;
  });
  return { name, inputs, outputs: Object.fromEntries(named) };
}
