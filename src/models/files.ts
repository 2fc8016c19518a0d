import type { CustomObjects } from "../core/custom-objects.ts";
import { CodingsError, DataError } from "../core/errors.ts";
import { notFinite } from "../core/finite.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { showShape } from "../graph/index.ts";
import { sameShape } from "../graph/tensor.ts";
import { historyFrom } from "../training/history.ts";
import type { TrainingState } from "../training/state.ts";
import { modelFrom } from "./architecture.ts";
import type { BaseModel } from "./base-model.ts";
import { CONFIG, configIn, type FolderFiles, inFolder, type ModelConfig, modelConfigSchema } from "./config.ts";
import { compiledFrom } from "./describe-compiled.ts";
import { wholeFiles } from "./digests.ts";
import { fromSafetensors } from "./safetensors.ts";
import { Sequential } from "./sequential.ts";
import { joinedState, stateIn } from "./state-file.ts";
import { weightsIn } from "./written-files.ts";

/** Files from which a model is read. The other files of its folder are for people and other programs. */
export const READ_FILES = ["config.json", "model.safetensors", "checkpoint.safetensors", "history.csv"] as const;

/** Options of `modelFromFiles`. */
export interface LoadModelOptions {
  /** Custom layers, losses, metrics, optimizers and functions of the model, by the names under which they were saved. */
  readonly customObjects?: CustomObjects;
}

/** A model read from a folder. */
export interface LoadedModel {
  readonly config: ModelConfig;
  readonly model: BaseModel;
  /** State of the training to continue from, if it was saved. */
  readonly state?: TrainingState;
}

/** Checks that a loaded model is a `Sequential`. @throws DataError if it isn't. */
export function expectSequential<T extends LoadedModel>(loaded: T, path: string): T & { readonly model: Sequential } {
  const { model } = loaded;
  if (model instanceof Sequential) return { ...loaded, model };
  throw new DataError(
    `${inFolder(path, CONFIG)} describes a ${model.kind} instead of a Sequential with an encoder and a decoder. Save the model again.`,
  );
}

/**
 * Reads a model from the files of its folder, compiled as it was when it was saved.
 * @param files contents of the files by name.
 * @param path path of the folder, for messages.
 * @throws DataError if the files aren't a model, or if a file is broken.
 * @throws OptionError if the model has custom parts that `customObjects` doesn't have.
 * @example
 * const { model } = modelFromFiles(files);
 */
export function modelFromFiles(files: FolderFiles, path = "", options: LoadModelOptions = {}): LoadedModel {
  const { customObjects = {} } = knownOptions("modelFromFiles", options, { customObjects: true });
  const config = configIn(files, modelConfigSchema, path) as unknown as ModelConfig;
  const whole = wholeFiles(files, READ_FILES, path);
  const model = described(config, path, customObjects);
  const arrays = arraysIn(whole, path);
  const { variables } = model;
  model.setWeights(
    model.variablePaths.map((name, i) => expectShape(required(arrays, name, path), name, variables[i]!.shape, path)),
  );
  const checkpoint = whole["checkpoint.safetensors"];
  const where = inFolder(path, "checkpoint.safetensors");
  const state = checkpoint && stateFrom(checkpoint, model, where);
  const history = whole["history.csv"];
  model.inputDtypes = config.inputs?.map(({ dtype }) => dtype) ?? [config.inputDtype];
  if (history) model.history = historyFrom(new TextDecoder().decode(history));
  if (config.compile) {
    model.compile(
      orBroken(inFolder(path, CONFIG), "has broken options of compile", () => compiledFrom(config.compile!, customObjects)),
    );
    if (state) model.goOnFrom(state);
  }
  return { config, model, ...(state && { state }) };
}

/** Creates the model that config.json describes, without its weights. */
function described({ architecture, inputShape }: ModelConfig, path: string, customObjects: CustomObjects): BaseModel {
  return orBroken(inFolder(path, "config.json"), "describes a model that can't be created", () => {
    const model = modelFrom(architecture, customObjects);
    if (!model.isBuilt) model.buildFor(inputShape);
    return model;
  });
}

/** Converts a file that may hold anything. @throws DataError if this fails without a message for people. */
export function orBroken<T>(file: string, what: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof CodingsError) throw error;
    throw new DataError(`${file} ${what}. Save the model again.`);
  }
}

/** Returns the arrays of a folder by name. @throws DataError if they can't be read, or have a number that isn't finite. */
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
  if (wrong) throw new DataError(`${where}: ${wrong}, which isn't a finite number. Train a new model, or use an earlier copy.`);
}

/** Returns one of a folder's arrays. @throws DataError if it is missing. */
export function required(arrays: Readonly<Record<string, NdArray<"float32">>>, name: string, path = ""): NdArray<"float32"> {
  const array = Object.hasOwn(arrays, name) ? arrays[name] : undefined;
  if (!array)
    throw new DataError(
      `${inFolder(path, "model.safetensors")} has no array "${name}", although config.json describes it. Save the model again.`,
    );
  return array;
}

/** @throws DataError if an array of a folder doesn't have the shape that the model needs. */
function expectShape(array: NdArray<"float32">, name: string, shape: readonly number[], path: string): NdArray<"float32"> {
  if (sameShape(array.shape, shape)) return array;
  throw new DataError(
    `${inFolder(path, "model.safetensors")}: "${name}" is ${showShape(array.shape)}, but config.json describes ${showShape(shape)}. Save the model again.`,
  );
}

/** Reads `checkpoint.safetensors` of a folder. */
function stateFrom(bytes: Uint8Array, model: BaseModel, where: string): TrainingState {
  const { arrays, metadata } = fromSafetensors(bytes, where);
  const training = metadata.training ?? "";
  expectShallow(new TextEncoder().encode(training), where, DEEPEST_MODEL);
  const described = stateIn(training);
  if (!described) throw new DataError(`${where} has no state of a training. Save the model again.`);
  const state = orBroken(where, "has an incomplete state of a training", () => joinedState(described, arrays));
  expectUsable(weightsIn(state, model), where);
  return state;
}
