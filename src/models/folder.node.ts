import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { toOnnx } from "../graph/index.ts";
import { csvOf } from "../training/callbacks.ts";
import type { EpochLog } from "../training/history.ts";
import { type ExampleType, inferenceProgram } from "../training/program.ts";
import type { TrainingState } from "../training/state.ts";
import { weightsOf } from "../training/weights.ts";
import { describeModel, type LayerDescription, modelFrom } from "./architecture.ts";
import { replaceFolder } from "./replace-folder.node.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import type { Sequential } from "./sequential.ts";

/** What is known of a model besides its numbers; `config.json` of its folder. */
export interface ModelConfig {
  readonly format: 1;
  /** The family: "stacked", or "sequential" for a model of your own. */
  readonly family: string;
  readonly architecture: LayerDescription;
  /** Shape of one example, and its element type: uint8 pixels are scaled to 0-1 inside the model. */
  readonly inputShape: readonly number[];
  readonly inputDtype: "uint8" | "float32";
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** The options it was made and trained with, and the last epoch's figures. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** What scores of held-out rows are like: their quantiles, and the score beyond which a row is an outlier. Folders of early versions lack it. */
  readonly calibration?: { readonly quantiles: readonly number[]; readonly threshold: number };
}

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

const configSchema = z.object({
  format: z.literal(1, "isn't the format of this version of codings: it is no model's, or another version's"),
  family: z.string(),
  architecture: z.looseObject({ kind: z.string(), name: z.string(), config: z.record(z.string(), z.unknown()) }),
  inputShape: z.array(z.number().int().positive()),
  inputDtype: z.enum(["uint8", "float32"]),
  seed: z.number(),
  versions: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.number()),
  calibration: z.object({ quantiles: z.array(z.number()).min(2), threshold: z.number() }).optional(),
});

/**
 * Writes a model folder: config.json, model.safetensors, the ONNX files (encoder, decoder and autoencoder where the model is those two; else
 * model.onnx), README.md, history.csv, and checkpoint.safetensors where there is a state. It is there whole or not at all.
 * @throws DataError where the folder exists and isn't a model, or can't be written.
 */
export async function saveModelFolder(
  path: string,
  { config, model, history = [], state, card = "", onnx }: ModelFolder,
): Promise<void> {
  const whole: ModelConfig = { format: 1, ...config, architecture: describeModel(model), inputShape: model.inputExampleShape };
  await replaceFolder(path, {
    "config.json": `${inLines(whole)}\n`,
    "model.safetensors": toSafetensors(weightsOf(model)),
    ...(onnx ?? onnxFiles(model, { dtype: config.inputDtype, shape: model.inputExampleShape })),
    "README.md": card,
    "history.csv": csvOf(history),
    ...(state && { "checkpoint.safetensors": stateBytes(state) }),
  });
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

/** Reads a model folder. @throws DataError where it isn't one, or a file in it is broken. */
export async function loadModelFolder(path: string): Promise<{ config: ModelConfig; model: Sequential; state?: TrainingState }> {
  const config = (await readConfig(path, configSchema)) as unknown as ModelConfig;
  const model = modelFrom(config.architecture);
  if (!model.isBuilt) model.buildFor(config.inputShape);
  const arrays = await readArrays(path);
  model.setWeights(model.variablePaths.map((name) => required(arrays, name, path)));
  const hasState = await stat(join(path, "checkpoint.safetensors")).catch(() => undefined);
  return { config, model, ...(hasState && { state: await readState(join(path, "checkpoint.safetensors")) }) };
}

/** A folder's config.json. @throws DataError where there is none, or it isn't what the schema says. */
export async function readConfig<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(join(path, "config.json"), "utf8").catch(() => undefined);
  if (text === undefined)
    throw new DataError(`${path} is not a model folder: it has no config.json. Train one with: codings train DATA --out ${path}`);
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError(`${join(path, "config.json")}: ${issue.path.join(".") || "the file"} ${issue.message}.`);
}

/** The family of the model in a folder. @throws DataError where it isn't one. */
export const familyOf = async (path: string): Promise<string> =>
  (await readConfig(path, configSchema.pick({ format: true, family: true }))).family;

/** A folder's arrays by name. @throws DataError where they can't be read. */
export const readArrays = async (path: string): Promise<Record<string, NdArray<"float32">>> =>
  (await readSafetensors(join(path, "model.safetensors"))).arrays;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One of a folder's arrays. @throws DataError where it isn't there. */
export function required(arrays: Readonly<Record<string, NdArray<"float32">>>, name: string, path: string): NdArray<"float32"> {
  const array = arrays[name];
  if (!array)
    throw new DataError(
      `${join(path, "model.safetensors")} has no "${name}", which config.json describes. Save the model again.`,
    );
  return array;
}

async function readSafetensors(path: string) {
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes) throw new DataError(`${path} can't be read. Save the model again.`);
  return fromSafetensors(bytes, path);
}

function stateBytes({ arrays, ...rest }: TrainingState): Uint8Array {
  return toSafetensors(arrays, { training: JSON.stringify(rest) });
}

async function readState(path: string): Promise<TrainingState> {
  const { arrays, metadata } = await readSafetensors(path);
  return { ...(parseJson(metadata.training ?? "") as Omit<TrainingState, "arrays">), arrays };
}
