import * as z from "zod/mini";
import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { savedName, savedOptions } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { expectFiniteColumns, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { type GraphSpec, toOnnx } from "../graph/index.ts";
import { configIn, type FolderFiles, familyIn, formatSchema, inFolder } from "../models/config.ts";
import { wholeFiles, withDigests } from "../models/digests.ts";
import { arraysIn, orBroken, required } from "../models/files.ts";
import { type Receipt, receiptSchema } from "../models/receipt.ts";
import { toSafetensors } from "../models/safetensors.ts";
import { expectSavable } from "../models/written-files.ts";
import { csvOf, type EpochLog, historyFrom } from "../training/history.ts";
import { unitsSchema } from "./measure-files.ts";

/** Additional information that is saved with a detector. */
export interface DetectorSavedWith {
  /** Name of the training data. */
  readonly dataset?: string;
  /** Other options, which are saved in `config.json`. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Versions of other programs, by name: `node`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Facts with which `verifyModel` compares a new training. */
  readonly receipt?: Receipt;
}

const SAVED_WITH: OptionNames<DetectorSavedWith> = { dataset: true, options: true, versions: true, receipt: true };

/** Contents of the folder of a detector. */
export interface DetectorFolder {
  readonly family: string;
  /** Number of columns of a row. */
  readonly width: number;
  readonly settings: { readonly seed: number };
  readonly savedOptions: Readonly<Record<string, unknown>>;
  /** Fields of `config.json` that only this family has. */
  readonly fields: object;
  readonly arrays: Readonly<Record<string, NdArray<"float32">>>;
  readonly graph: GraphSpec;
  /** Returns the README.md for the name of the training data. */
  readonly card: (dataset: string) => string;
  readonly history: readonly EpochLog[];
}

/**
 * Returns the files of a detector's folder.
 * @param where - name of the function that the caller has called, for messages.
 * @param folderOf - returns the contents, after the options were checked.
 * @throws DataError if one of its numbers isn't finite, naming it.
 */
export function detectorFolder(
  where: string,
  saved: DetectorSavedWith,
  folderOf: () => DetectorFolder,
): Record<string, Uint8Array | string> {
  const { dataset = "data", options = {}, versions = {}, receipt } = knownOptions(where, saved, SAVED_WITH);
  const { family, width, settings, savedOptions: earlier, fields, arrays, graph, card, history } = folderOf();
  const metrics = Object.fromEntries(Object.entries(history.at(-1) ?? {}).filter(([, value]) => Number.isFinite(value)));
  const config = {
    format: 1,
    family,
    inputShape: [width],
    inputDtype: "float32",
    seed: settings.seed,
    versions: { codings: VERSION, ...versions },
    options: savedOptions({ ...earlier, ...options, ...settings }),
    metrics,
    ...fields,
    ...(receipt && { receipt }),
  };
  expectSavable(arrays);
  return withDigests(config, {
    "model.safetensors": toSafetensors(arrays),
    "detector.onnx": toOnnx(graph),
    "README.md": card(savedName(dataset)),
    "history.csv": csvOf(history),
  });
}

/** Names of the files from which a detector is read. */
export const DETECTOR_FILES: readonly string[] = ["config.json", "model.safetensors", "history.csv"];

/** The fields of `config.json` that all detectors have and that are read again. */
export const detectorFields = <F extends string>(family: F) => ({
  format: formatSchema,
  family: z.literal(family),
  inputShape: unitsSchema.check(z.length(1)),
  options: z.record(z.string(), z.unknown()),
  receipt: receiptSchema,
});

/** How a family of detectors is read. */
interface DetectorKind<C, S> {
  readonly family: string;
  /** The kind in words: "a detector of anomalies". */
  readonly words: string;
  readonly schema: z.ZodMiniType<C>;
  /** Checks the saved options, and adds the defaults. */
  readonly settings: (options: Readonly<Record<string, unknown>>) => S;
}

/**
 * Reads the files of a detector's folder.
 * @param path - path of the folder, for messages.
 * @throws DataError if the files aren't a model's, or are broken.
 * @throws OptionError if the model is of another kind.
 */
export function readDetector<
  C extends { readonly options: Readonly<Record<string, unknown>> },
  S extends { readonly table?: TablePreprocessing },
>(files: FolderFiles, path: string, kind: DetectorKind<C, S>) {
  const family = familyIn(files, path);
  if (family !== kind.family)
    throw new OptionError(
      `${path || "This"} contains a model of the kind "${family}", not ${kind.words}. Give the folder of one.`,
    );
  const config = configIn(files, kind.schema, path);
  const whole = wholeFiles(files, DETECTOR_FILES, path);
  const arrays = arraysIn(whole, path);
  const where = inFolder(path, "config.json");
  const settings = orBroken(where, "has options that a detector can't be made with", () => {
    const known = kind.settings(config.options);
    if (known.table) expectFiniteColumns(known.table, where);
    return known;
  });
  const csv = whole["history.csv"];
  return {
    config,
    settings,
    array: (name: string) => required(arrays, name, path),
    history: csv ? historyFrom(new TextDecoder().decode(csv)) : [],
  };
}
