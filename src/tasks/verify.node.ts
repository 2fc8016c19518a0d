import { AnomalyDetector, detectorFiles } from "../anomalies/index.ts";
import { DETECTOR as DETECTOR_OPTIONS } from "../anomalies/options.ts";
import { families } from "../autoencoders/families/index.ts";
import { autoencoderFiles } from "../autoencoders/files.ts";
import { CHECKER } from "../check/index.ts";
import { CodingsError, DataError, OptionError } from "../core/errors.ts";
import { message, type OptionWords, option } from "../core/message.ts";
import { knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { lacksFolders } from "../core/saved-name.ts";
import { temporaryFolder } from "../core/temporary.node.ts";
import { VERSION } from "../core/version.ts";
import { counted } from "../core/words.ts";
import { digestOf } from "../data/fingerprint.node.ts";
import { fileStates } from "../models/digests.ts";
import { familyOf, filesIn, loadModelFolder } from "../models/folder.node.ts";
import { CONFIG, type FolderFiles, parseJson } from "../models/folder-files.ts";
import type { Receipt } from "../models/receipt.ts";
import { columnOptions } from "../recipes/columns.ts";
import type { Recipe } from "../recipes/plan.ts";
import { recipeIn } from "../recipes/saved.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { seriesDetectorFiles } from "../series/index.ts";
import { SERIES_DETECTOR, seriesSettings } from "../series/options.ts";
import { check } from "./check.node.ts";
import { isDone, scoresAreMissing } from "./earlier-run.node.ts";
import { learn } from "./learn.node.ts";
import { isThere, learnedFrom } from "./learned-data.node.ts";
import { TASK_OPTIONS, type TaskOptions } from "./options.ts";
import { thisMachine } from "./receipt.node.ts";
import { trainSeriesDetector } from "./train-series.node.ts";
import { openTrainingData } from "./training-data.node.ts";
import { compareLearned, type NumbersCompared } from "./verify.ts";

/** Options of `verifyModel`. */
export interface VerifyOptions extends TaskOptions {
  /** SQL query of the training, if the folder has it without the folders of its files. */
  readonly query?: string;
  /** Writes the options that the reason names. Default: as in code. */
  readonly words?: OptionWords;
}

const OPTIONS: OptionNames<VerifyOptions> = { ...TASK_OPTIONS, query: true, words: true };

/** Version of a program, or the machine, that isn't the same as in the training. */
export interface ChangedVersion {
  readonly name: string;
  readonly saved: string;
  readonly now: string;
}

/** The result of `verifyModel`. */
export interface Verification {
  /** Whether a new training gives the same model; "unverifiable" if that can't be found out. */
  readonly outcome: "same" | "different" | "unverifiable";
  /** The reason, in one or two sentences. */
  readonly why: string;
  /** State of each file whose digest config.json lists. Empty for folders of early versions, which have no digests. */
  readonly files: Readonly<Record<string, "whole" | "altered" | "missing">>;
  /** Whether the data has the digest in the folder. Missing if the folder has none, or the data wasn't read. */
  readonly data?: "same" | "different";
  /** Versions that differ from those of the training. Such a difference can change the last bits of the weights. */
  readonly changed: readonly ChangedVersion[];
  /** Facts about the training that the folder doesn't have. */
  readonly unknown: readonly string[];
  readonly numbers?: NumbersCompared;
}

/** The facts about the training in config.json, in any kind of folder. */
interface SavedConfig {
  readonly versions?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly receipt?: Receipt;
  readonly learned?: { readonly reading?: object; readonly seed: number };
}

/**
 * Verifies that a model is what its folder says: it compares the files with their digests, the data with its digest, and the
 * weights with those of a new training with the same options, seed and threads. The folder isn't changed.
 * @param model - folder that `train` or `check` has saved: an autoencoder, a detector of anomalies, or a checker of tables.
 * @param data - path of the training data. Default: the path in the folder, if the data is there.
 * @throws the signal's reason. Other problems, such as data that can't be read, make the outcome "unverifiable".
 * @example
 * const { outcome, why, numbers } = await verifyModel("watch", "orders.csv");
 */
export async function verifyModel(model: string, data?: string, options: VerifyOptions = {}): Promise<Verification> {
  const task = knownOptions("verifyModel", options, OPTIONS);
  let known: Omit<Verification, "outcome" | "why"> = { files: {}, changed: [], unknown: [] };
  try {
    const files = await wholeFolder(model);
    const states = fileStates(files);
    known = { ...known, files: states };
    const broken = Object.entries(states).find(([name, state]) => state !== "whole" && !mayBeMissing(name, state));
    if (broken) return { outcome: "different", why: whyBroken(...broken), ...known };
    const family = await familyOf(model);
    const config = parseJson(new TextDecoder().decode(files[CONFIG])) as SavedConfig;
    const { receipt } = config;
    known = { ...known, unknown: lackingIn(config, states) };
    if (receipt?.ranks !== undefined)
      throw new OptionError(
        `${model} was trained by ${counted(receipt.ranks, "process", "processes")} together, which one process can't repeat bit for bit. Train it again with as many processes, and compare the two folders.`,
      );
    const path = await dataOf(model, config, data);
    const digest = receipt?.data === undefined ? undefined : await digestOf(path);
    if (digest !== undefined) known = { ...known, data: digest === receipt!.data ? "same" : "different" };
    if (known.data === "different") {
      const why = `${path} isn't the training data: its SHA-256 is ${digest}, but ${model} was trained on data with ${receipt!.data}.`;
      return { outcome: "different", why, ...known };
    }
    const runtime = task.runtime ?? (await nodeRuntime({ threads: receipt?.threads }, task.onNote));
    known = { ...known, changed: changedSince(config, runtime) };
    const again = await trainAgain(family, { model, path, config, runtime }, task);
    const numbers = compareLearned(files, again);
    return { outcome: numbers.differing === 0 ? "same" : "different", why: comparison(numbers), ...known, numbers };
  } catch (error) {
    if (!(error instanceof CodingsError)) throw error;
    return { outcome: "unverifiable", why: task.words ? error.worded(task.words) : error.message, ...known };
  }
}

/** Only a continued training needs the checkpoint, so people may delete it. */
const mayBeMissing = (name: string, state: string): boolean => state === "missing" && name === "checkpoint.safetensors";

const whyBroken = (name: string, state: string): string =>
  state === "missing"
    ? `${name} is missing, although config.json lists it.`
    : `${name} isn't the file that was saved: its SHA-256 is not the one in config.json.`;

/** Returns the facts about the training that a folder doesn't have, for example because an early version saved it. */
const lackingIn = ({ versions = {}, receipt }: SavedConfig, states: Verification["files"]): readonly string[] => [
  ...(Object.keys(states).length === 0 ? ["digests of the files"] : []),
  ...["codings", "node", "runtime"].filter((name) => versions[name] === undefined).map((name) => `version of ${name}`),
  ...(receipt ? [] : ["digest of the data", "number of threads", "machine"]),
];

function changedSince({ versions = {}, receipt }: SavedConfig, runtime: Runtime): readonly ChangedVersion[] {
  const saved: Readonly<Record<string, string>> = { ...versions, ...(receipt && { machine: receipt.machine }) };
  const now = { codings: VERSION, node: process.version, runtime: runtime.name, machine: thisMachine() };
  return Object.entries(now).flatMap(([name, version]) =>
    saved[name] === undefined || saved[name] === version ? [] : [{ name, saved: saved[name], now: version }],
  );
}

/** Reads all files in a folder that config.json lists, and the weights. A broken list may name files outside of it. */
async function wholeFolder(model: string): Promise<FolderFiles> {
  const first = await filesIn(model, [CONFIG]);
  const listed = Object.keys(fileStates(first)).filter((name) => name !== CONFIG && !/[\\/]/.test(name));
  return { ...first, ...(await filesIn(model, [...new Set([...listed, "model.safetensors"])])) };
}

/** Returns the path of the training data. @throws OptionError if it isn't known or isn't there. */
async function dataOf(model: string, { options = {} }: SavedConfig, given: string | undefined): Promise<string> {
  const saved = learnedFrom({ options });
  if (!saved)
    throw new OptionError(
      `${model} was saved by a program, and its config.json doesn't have the options of its training. Train it with codings train, or with train in a program.`,
    );
  if (given !== undefined) return given;
  if (await isThere(saved.data, saved)) return saved.data;
  throw new OptionError(message`${saved.data}, the training data of ${model}, isn't in this folder. Give its path.`);
}

interface Again {
  readonly model: string;
  readonly path: string;
  readonly config: SavedConfig;
  readonly runtime: Runtime;
}

/** Trains a model again. @returns the files of its folder, which isn't written. */
async function trainAgain(
  family: string,
  { model, path, config, runtime }: Again,
  { query: given, words: _, ...task }: VerifyOptions,
): Promise<FolderFiles> {
  const { options = {}, learned } = config;
  const query = given ?? (options.query as string | undefined);
  if (query !== undefined && lacksFolders(query))
    throw new OptionError(
      message`${model} doesn't have the folders of the files in its query. Give it again: ${option("query", query)}.`,
    );
  const recipe = { ...recipeIn(options), data: path, query } as Recipe;
  if (family === CHECKER) {
    const { keys } = options as { readonly keys?: readonly string[] };
    const { path: save, remove } = await temporaryFolder();
    try {
      await check(path, { ...learned!.reading, ...task, runtime, query, keys, seed: learned!.seed, save });
      return await filesIn(save, [CONFIG, "model.safetensors"]);
    } finally {
      remove();
    }
  }
  if (family === DETECTOR) {
    const opened = await openTrainingData(recipe, task);
    try {
      const detector = new AnomalyDetector(optionsIn(DETECTOR_OPTIONS, options));
      return bytesOf(detectorFiles(await detector.fit(opened.train, { runtime, signal: task.signal })));
    } finally {
      opened.close();
    }
  }
  if (family === SERIES_FAMILY) {
    const { table, window, seed, rows } = seriesSettings(optionsIn(SERIES_DETECTOR, options));
    const { window: _, step: __, ...columns } = columnOptions(table!);
    const asked = { ...columns, ...task, runtime, query, seed, rows, ...(typeof window === "number" && { window }) };
    const { seriesDetector } = await trainSeriesDetector(path, { ...asked, onNote: () => undefined });
    return bytesOf(seriesDetectorFiles(seriesDetector));
  }
  if (!Object.hasOwn(families, family))
    throw new DataError(
      family === "classifier"
        ? `${model} is a classifier. Verify the autoencoder in the folder above it, whose encoder it uses.`
        : `${model} contains a model of the kind "${family}", which codings has no options to train again.`,
    );
  await expectComplete(model, recipe);
  const context = {
    options: { ...task, onFinding: () => undefined },
    own: undefined,
    runtime: () => Promise.resolve(runtime),
    note: () => undefined,
  };
  const { autoencoder } = await learn(recipe, { before: undefined, opened: undefined, prepared: undefined }, context);
  task.signal?.throwIfAborted();
  return bytesOf(autoencoderFiles(autoencoder));
}

const bytesOf = (files: Readonly<Record<string, Uint8Array | string>>): FolderFiles =>
  Object.fromEntries(Object.entries(files).map(([name, contents]) => [name, Buffer.from(contents as string)]));

/** @throws OptionError if the training was interrupted, because it may have ended inside an epoch. */
async function expectComplete(model: string, recipe: Recipe): Promise<void> {
  const { state, config } = await loadModelFolder(model);
  if (!state || isDone({ recipe, state, lacksScores: scoresAreMissing(config, state) })) return;
  throw new OptionError(
    message`The training was interrupted after ${state.history.length} of ${recipe.epochs} epochs. Complete it with ${option("resume")}, then verify the model.`,
  );
}

function comparison({ count, differing, largest, where }: NumbersCompared): string {
  const all = counted(count, "number");
  if (differing === 0) return `A new training gives the same model: all ${all} are the same, bit for bit.`;
  const most = largest === undefined ? `and the models differ at ${where}` : `by at most ${largest.toPrecision(2)} (${where})`;
  return `A new training gives another model: ${counted(differing, "number")} of ${all} differ, ${most}.`;
}
