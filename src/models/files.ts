import { CodingsError, DataError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import { either, message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { savedOptions } from "../core/saved-name.ts";
import { showShape, toOnnx } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import type { EpochLog } from "../training/history.ts";
import { csvOf } from "../training/history.ts";
import { type ExampleType, inferenceProgram } from "../training/program.ts";
import type { TrainingState } from "../training/state.ts";
import { weightsOf } from "../training/weights.ts";
import { describeModel, modelFrom } from "./architecture.ts";
import type { BaseModel } from "./base-model.ts";
import { CONFIG, configIn, type FolderFiles, inFolder, type ModelConfig, modelConfigSchema } from "./config.ts";
import { wholeFiles, withDigests } from "./digests.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import { Sequential } from "./sequential.ts";
import { joinedState, stateBytes, stateIn } from "./state-file.ts";

export interface ModelFolder {
  readonly config: Omit<ModelConfig, "format" | "architecture" | "inputShape">;
  readonly model: BaseModel;
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
    ...(onnx ?? onnxFiles(model, { dtype: config.inputDtype, shape: model.inputExampleShape })),
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

function onnxFiles(model: BaseModel, examples: ExampleType): Record<string, Uint8Array> {
  const parts = model.layers as readonly Sequential[];
  const isAutoencoder = model instanceof Sequential && parts.length === 2 && parts.every((part) => part instanceof Sequential);
  if (!isAutoencoder) return { "model.onnx": toOnnx(inferenceProgram(model, examples)) };
  const [encoder, decoder] = parts as readonly [Sequential, Sequential];
  const codings: ExampleType = { dtype: "float32", shape: encoder.outputShape };
  return {
    "encoder.onnx": toOnnx(inferenceProgram(encoder, examples, { name: "encoder", outputName: "codings" })),
    "decoder.onnx": toOnnx(
      inferenceProgram(decoder, codings, { name: "decoder", inputName: "codings", outputName: "reconstructions" }),
    ),
    "autoencoder.onnx": toOnnx(inferenceProgram(model, examples, { name: "autoencoder", outputName: "reconstructions" })),
  };
}

/** What a model's folder is read from; the rest of it is for people and other programs. */
export const READ_FILES = ["config.json", "model.safetensors", "checkpoint.safetensors"] as const;

/** A model as a folder holds it. */
export interface LoadedModel {
  readonly config: ModelConfig;
  readonly model: BaseModel;
  /** What it takes to go on training, where it was saved. */
  readonly state?: TrainingState;
}

/** The model of a folder that was made as a `Sequential`. @throws DataError where it is another one. */
export function expectSequential<T extends LoadedModel>(loaded: T, path: string): T & { readonly model: Sequential } {
  const { model } = loaded;
  if (model instanceof Sequential) return { ...loaded, model };
  throw new DataError(
    `${inFolder(path, CONFIG)} describes a ${model.kind} where an encoder and a decoder stand in a Sequential. Save the model again.`,
  );
}

/** The model in a folder's files. `path` is the folder's, for messages. @throws DataError where it isn't one, or a file in it is broken. */
export function modelFromFiles(files: FolderFiles, path = ""): LoadedModel {
  const config = configIn(files, modelConfigSchema, path) as unknown as ModelConfig;
  const whole = wholeFiles(files, READ_FILES, path);
  const model = described(config, path);
  const arrays = arraysIn(whole, path);
  const { variables } = model;
  model.setWeights(
    model.variablePaths.map((name, i) => expectShape(required(arrays, name, path), name, variables[i]!.shape, path)),
  );
  const checkpoint = whole["checkpoint.safetensors"];
  const where = inFolder(path, "checkpoint.safetensors");
  return { config, model, ...(checkpoint && { state: stateFrom(checkpoint, model, where) }) };
}

/** The model that config.json describes, without its numbers. */
function described({ architecture, inputShape }: ModelConfig, path: string): BaseModel {
  return orBroken(inFolder(path, "config.json"), "describes a model that can't be made", () => {
    const model = modelFrom(architecture);
    if (!model.isBuilt) model.buildFor(inputShape);
    return model;
  });
}

/** What is made of a file that may hold anything. @throws DataError that says so, where it fails without a message for people. */
export function orBroken<T>(file: string, what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof CodingsError) throw error;
    throw new DataError(`${file} ${what}. Save the model again.`);
  }
}

/** A folder's arrays by name. @throws DataError where they can't be read, or hold a number that isn't finite. */
export function arraysIn(files: FolderFiles, path = ""): Record<string, NdArray<"float32">> {
  const where = inFolder(path, "model.safetensors");
  const bytes = files["model.safetensors"];
  if (!bytes) throw new DataError(`${where} can't be read. Save the model again.`);
  const { arrays } = fromSafetensors(bytes, where);
  expectUsable(arrays, where);
  return arrays;
}

function expectUsable(arrays: Readonly<Record<string, NdArray<"float32">>>, where: string): void {
  const wrong = notFinite(arrays);
  if (wrong)
    throw new DataError(`${where}: ${wrong}, which isn't a finite number. Train the model anew, or take an earlier copy.`);
}

/** One of a folder's arrays. @throws DataError where it isn't there. */
export function required(arrays: Readonly<Record<string, NdArray<"float32">>>, name: string, path = ""): NdArray<"float32"> {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
  if (!array)
    throw new DataError(
      `${inFolder(path, "model.safetensors")} has no "${name}", which config.json describes. Save the model again.`,
    );
  return array;
}

/** @throws DataError where an array of a folder has another shape than its model's. */
function expectShape(array: NdArray<"float32">, name: string, shape: readonly number[], path: string): NdArray<"float32"> {
  if (sameShape(array.shape, shape)) return array;
  throw new DataError(
    `${inFolder(path, "model.safetensors")}: "${name}" is ${showShape(array.shape)}, but config.json describes ${showShape(shape)}. Save the model again.`,
  );
}

/** The arrays of a training's state that are the model's own; the others are the optimizer's. */
const weightsIn = ({ arrays }: Pick<TrainingState, "arrays">, { variablePaths }: Pick<BaseModel, "variablePaths">) =>
  Object.fromEntries(variablePaths.flatMap((name) => (Object.hasOwn(arrays, name) ? [[name, arrays[name]!]] : [])));

/** Reads what `checkpoint.safetensors` of a folder holds. */
function stateFrom(bytes: Uint8Array, model: BaseModel, where: string): TrainingState {
  const { arrays, metadata } = fromSafetensors(bytes, where);
  const training = metadata.training ?? "";
  expectShallow(new TextEncoder().encode(training), where, DEEPEST_MODEL);
  const described = stateIn(training);
  if (!described) throw new DataError(`${where} doesn't say where a training stopped. Save the model again.`);
  const state = orBroken(where, "doesn't hold a whole state of a training", () => joinedState(described, arrays));
  expectUsable(weightsIn(state, model), where);
  return state;
}
