import { chmod, mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { CodingsError, DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { toOnnx } from "../graph/index.ts";
import { csvOf } from "../training/callbacks.ts";
import type { EpochLog } from "../training/history.ts";
import { type ExampleType, inferenceProgram } from "../training/program.ts";
import type { TrainingState } from "../training/state.ts";
import { weightsOf } from "../training/weights.ts";
import { describeModel, type LayerDescription, modelFrom } from "./architecture.ts";
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
  const text = await readFile(join(path, "config.json"), "utf8").catch(() => undefined);
  if (text === undefined)
    throw new DataError(`${path} is not a model folder: it has no config.json. Train one with: codings train DATA --out ${path}`);
  const parsed = configSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new DataError(`${join(path, "config.json")}: ${issue.path.join(".") || "the file"} ${issue.message}.`);
  }
  const config = parsed.data as unknown as ModelConfig;
  const model = modelFrom(config.architecture);
  if (!model.isBuilt) model.buildFor(config.inputShape);
  const { arrays } = await readSafetensors(join(path, "model.safetensors"));
  model.setWeights(model.variablePaths.map((name) => required(arrays, name, path)));
  const hasState = await stat(join(path, "checkpoint.safetensors")).catch(() => undefined);
  return { config, model, ...(hasState && { state: await readState(join(path, "checkpoint.safetensors")) }) };
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function required(arrays: Readonly<Record<string, NdArray<"float32">>>, name: string, path: string): NdArray<"float32"> {
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

/** @throws DataError where the path exists and isn't a model folder or an empty folder: nothing of anyone's is overwritten. */
export async function expectModelPlace(path: string): Promise<void> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new DataError(
      error.code === "ENOTDIR"
        ? `${path} is a file, not a folder. Choose another one.`
        : `${path} can't be read (${error.code}).`,
    );
  });
  if (!entries) return await expectWritable(path);
  const others = entries.filter((name) => !MODEL_FILES.has(name));
  const isModel = entries.includes("config.json") && entries.includes("model.safetensors");
  if (entries.length > 0 && (!isModel || others.length > 0)) {
    const why = isModel ? `holds ${others[0]} beside the model` : "exists and isn't a model";
    throw new DataError(`${path} ${why}: it would be overwritten. Choose another folder, or move that away.`);
  }
}

/** What a model folder has in it; `classifier` is the folder of one on its encoder. */
const MODEL_FILES = new Set([
  "config.json",
  "model.safetensors",
  "model.onnx",
  "encoder.onnx",
  "decoder.onnx",
  "autoencoder.onnx",
  "scorer.onnx",
  "README.md",
  "history.csv",
  "checkpoint.safetensors",
  "classifier",
]);

/** @throws DataError where a folder couldn't be made at a path. */
async function expectWritable(path: string): Promise<void> {
  let parent = dirname(resolve(path));
  while (!(await stat(parent).catch(() => undefined)) && parent !== dirname(parent)) parent = dirname(parent);
  try {
    await rm(await mkdtemp(join(parent, ".codings-")), { recursive: true });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): DataError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Record<string, string> = {
    ENOSPC: "the disk is full. Free some space or choose another folder",
    EACCES: "writing there isn't allowed. Choose another folder",
    EPERM: "writing there isn't allowed. Choose another folder",
    ENOENT: "no folder can be made there. Choose another one",
    EROFS: "the disk is read-only. Choose another folder",
    ENOTDIR: "it lies below a file. Choose another folder",
  };
  return new DataError(`${path} can't be written: ${reasons[code ?? ""] ?? `${code ?? message}. Choose another folder`}.`);
}

/** Writes files to a new folder beside the target, makes sure that they are on the disk, and puts it in the target's place. */
async function replaceFolder(path: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  await expectModelPlace(path);
  const target = resolve(path);
  let temporary: string | undefined;
  try {
    await mkdir(dirname(target), { recursive: true });
    temporary = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
    for (const [name, contents] of Object.entries(files)) {
      const file = await open(join(temporary, name), "w");
      await file.writeFile(contents).finally(async () => {
        await file.sync().catch(() => undefined);
        await file.close();
      });
    }
    await chmod(temporary, 0o777 & ~process.umask());
    const previous = `${temporary}-previous`;
    const existed = await rename(target, previous).then(
      () => true,
      () => false,
    );
    await rename(temporary, target);
    if (existed) await rm(previous, { recursive: true });
  } catch (error) {
    if (temporary) await rm(temporary, { recursive: true, force: true });
    if (error instanceof CodingsError) throw error;
    throw unwritable(path, error);
  }
}
