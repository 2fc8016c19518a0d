import { CodingsError, DataError } from "../core/errors.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { savedOptions } from "../data/saved-name.ts";
import { toOnnx } from "../graph/index.ts";
import { csvOf } from "../training/callbacks.ts";
import type { EpochLog } from "../training/history.ts";
import { type ExampleType, inferenceProgram } from "../training/program.ts";
import type { TrainingState } from "../training/state.ts";
import { weightsOf } from "../training/weights.ts";
import { describeModel, modelFrom } from "./architecture.ts";
import { configIn, type FolderFiles, inFolder, type ModelConfig, modelConfigSchema, parseJson } from "./config.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import type { Sequential } from "./sequential.ts";

export interface ModelFolder {
  readonly config: Omit<ModelConfig, "format" | "architecture" | "inputShape">;
  readonly model: Sequential;
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
  return {
    "config.json": `${inLines(whole)}\n`,
    "model.safetensors": toSafetensors(weightsOf(model)),
    ...(onnx ?? onnxFiles(model, { dtype: config.inputDtype, shape: model.inputExampleShape })),
    "README.md": card,
    "history.csv": csvOf(history),
    ...(state && { "checkpoint.safetensors": stateBytes(state) }),
  };
}

/** JSON to be read by people: a list of numbers on one line. */
const inLines = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /\[\n([-+.\de,\s]+)\n *\]/g,
    (_, list: string) => `[${list.trim().replace(/\s+/g, " ")}]`,
  );

function onnxFiles(model: Sequential, examples: ExampleType): Record<string, Uint8Array> {
  const parts = model.layers as readonly Sequential[];
  const isAutoencoder = parts.length === 2 && parts.every(({ kind }) => kind === "Sequential");
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

/** The model in a folder's files. `path` is the folder's, for messages. @throws DataError where it isn't one, or a file in it is broken. */
export function modelFromFiles(
  files: FolderFiles,
  path = "",
): { readonly config: ModelConfig; readonly model: Sequential; readonly state?: TrainingState } {
  const config = configIn(files, modelConfigSchema, path) as unknown as ModelConfig;
  const model = described(config, path);
  const arrays = arraysIn(files, path);
  model.setWeights(model.variablePaths.map((name) => required(arrays, name, path)));
  const checkpoint = files["checkpoint.safetensors"];
  return { config, model, ...(checkpoint && { state: stateFrom(checkpoint, inFolder(path, "checkpoint.safetensors")) }) };
}

/** The model that config.json describes, without its numbers. */
function described({ architecture, inputShape }: ModelConfig, path: string): Sequential {
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

/** A folder's arrays by name. @throws DataError where they can't be read. */
export function arraysIn(files: FolderFiles, path = ""): Record<string, NdArray<"float32">> {
  const where = inFolder(path, "model.safetensors");
  const bytes = files["model.safetensors"];
  if (!bytes) throw new DataError(`${where} can't be read. Save the model again.`);
  return fromSafetensors(bytes, where).arrays;
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

const stateBytes = ({ arrays, ...rest }: TrainingState): Uint8Array => toSafetensors(arrays, { training: JSON.stringify(rest) });

function stateFrom(bytes: Uint8Array, where: string): TrainingState {
  const { arrays, metadata } = fromSafetensors(bytes, where);
  expectShallow(new TextEncoder().encode(metadata.training), where, DEEPEST_MODEL);
  const rest = parseJson(metadata.training ?? "") as Omit<TrainingState, "arrays"> | undefined;
  if (!rest) throw new DataError(`${where} doesn't say where a training stopped. Save the model again.`);
  return { ...rest, arrays };
}
