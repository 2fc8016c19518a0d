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

export interface ModelFolder {
  readonly config: Omit<ModelConfig, "format" | "architecture" | "inputShape">;
  readonly model: Trainable;
  readonly history?: readonly EpochLog[];
  /** What it takes to go on training. */
  readonly state?: TrainingState;
  /** The model card, Markdown. */
  readonly card?: string;
  /** The ONNX files by their names; by default the model's, as they come of its layers. */
  readonly onnx?: Readonly<Record<string, Uint8Array>>;
}

/**
 * The files of a model folder by their names: config.json, model.safetensors, the ONNX files (encoder, decoder and autoencoder where the model is
 * those two; else model.onnx), README.md, history.csv, and checkpoint.safetensors where there is a state.
 * @throws DataError where a weight isn't finite, naming it.
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

/** @throws DataError where one of a model's arrays holds a number that isn't finite, naming it. */
export function expectSavable(arrays: Readonly<Record<string, NdArray<"float32">>>): void {
  const wrong = notFinite(arrays);
  if (wrong)
    throw new DataError(
      message`The model can't be saved: ${wrong}. The training went wrong there: train again with ${either(
        message`a lower learning rate`,
        message`clipped gradients (${option("clipNorm", 1)})`,
      )}.`,
    );
}

/** The ONNX files of a model. An autoencoder has three: encoder, decoder and both together. Other models have one. */
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

/** The arrays of a training's state that are the model's own; the others are the optimizer's. */
export const weightsIn = ({ arrays }: Pick<TrainingState, "arrays">, { variablePaths }: Pick<Trainable, "variablePaths">) =>
  Object.fromEntries(variablePaths.flatMap((name) => (Object.hasOwn(arrays, name) ? [[name, arrays[name]!]] : [])));
