import { DataError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import { either, message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { savedOptions } from "../core/saved-name.ts";
import { toOnnx } from "../graph/index.ts";
import { csvOf, type EpochLog } from "../training/history.ts";
import { type ExampleType, inferenceOf, inferenceProgram } from "../training/program.ts";
import type { TrainingState } from "../training/state.ts";
import { weightsOf } from "../training/weights.ts";
import type { ModelConfig } from "./config.ts";
import { describeModel } from "./describe.ts";
import { withDigests } from "./digests.ts";
import { toSafetensors } from "./safetensors.ts";
import { stateBytes } from "./state-file.ts";
import type { Trainable } from "./trainable.ts";

/** Contents of a model folder. */
export interface ModelFolder {
  readonly config: Omit<ModelConfig, "format" | "architecture" | "inputShape">;
  readonly model: Trainable;
  readonly history?: readonly EpochLog[];
  /** State of the training to continue from. */
  readonly state?: TrainingState;
  /** Model card in Markdown. */
  readonly card?: string;
  /** Contents of the ONNX files by name. By default they are made from the model's layers. */
  readonly onnx?: Readonly<Record<string, Uint8Array>>;
}

/**
 * Returns the files of a model folder by name: config.json, model.safetensors, the ONNX files, README.md, history.csv, and
 * checkpoint.safetensors if there is a state. An autoencoder has encoder.onnx, decoder.onnx and autoencoder.onnx; other models
 * have model.onnx.
 * @throws DataError if a weight isn't finite. The message names it.
 * @example
 * const files = modelFiles({ model, config });
 * for (const [name, contents] of Object.entries(files)) await upload(name, contents);
 */
export function modelFiles(folder: ModelFolder): Record<string, Uint8Array | string> {
  const names = { config: true, model: true, history: true, state: true, card: true, onnx: true } as const;
  const { config, model, history = [], state, card = "", onnx } = knownOptions("modelFiles", folder, names);
  const whole: ModelConfig = {
    format: 1,
    ...config,
    options: savedOptions(config.options),
    architecture: describeModel(model),
    inputShape: model.inputExampleShape,
  };
  const weights = weightsOf(model);
  expectSavable(weights);
  if (state) expectSavable(weightsIn(state, model));
  return withDigests(whole, {
    "model.safetensors": toSafetensors(weights),
    ...(onnx ?? onnxFiles(model, config)),
    "README.md": card,
    "history.csv": csvOf(history),
    ...(state && { "checkpoint.safetensors": stateBytes(state) }),
  });
}

/** @throws DataError if one of a model's arrays has a number that isn't finite. The message names it. */
export function expectSavable(arrays: Readonly<Record<string, NdArray<"float32">>>): void {
  const wrong = notFinite(arrays);
  if (wrong)
    throw new DataError(
      message`The model can't be saved, because its training diverged: ${wrong}. Train it again with ${either(
        message`a lower learning rate`,
        message`clipped gradients (${option("clipNorm", 1)})`,
      )}.`,
    );
}

/** Creates the ONNX files of a model. An autoencoder has three: encoder, decoder, and both together. Other models have one. */
function onnxFiles(
  model: Trainable,
  { inputDtype, inputs }: Pick<ModelConfig, "inputDtype" | "inputs">,
): Record<string, Uint8Array> {
  const examples: ExampleType = { dtype: inputDtype, shape: model.inputExampleShape };
  const parts = (model.layers ?? []) as readonly Trainable[];
  const isAutoencoder = [model, ...parts].every(({ kind }) => kind === "Sequential") && parts.length === 2;
  if (isAutoencoder) {
    const [encoder, decoder] = parts as readonly [Trainable, Trainable];
    const codings: ExampleType = { dtype: "float32", shape: encoder.outputShape };
    return {
      "encoder.onnx": toOnnx(inferenceProgram(encoder, examples, { name: "encoder", outputName: "codings" })),
      "decoder.onnx": toOnnx(
        inferenceProgram(decoder, codings, { name: "decoder", inputName: "codings", outputName: "reconstructions" }),
      ),
      "autoencoder.onnx": toOnnx(inferenceProgram(model, examples, { name: "autoencoder", outputName: "reconstructions" })),
    };
  }
  if (model.inputs.length === 1 && model.outputs.length === 1) return { "model.onnx": toOnnx(inferenceProgram(model, examples)) };
  const kinds = model.inputs.map(({ shape }, i): ExampleType => ({ dtype: inputs?.[i]?.dtype ?? "float32", shape }));
  return { "model.onnx": toOnnx(inferenceOf(model, kinds, model)) };
}

/** Returns the arrays of a training's state that belong to the model. The others belong to the optimizer. */
export const weightsIn = ({ arrays }: Pick<TrainingState, "arrays">, { variablePaths }: Pick<Trainable, "variablePaths">) =>
  Object.fromEntries(variablePaths.flatMap((name) => (Object.hasOwn(arrays, name) ? [[name, arrays[name]!]] : [])));
