import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { shown } from "../core/words.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { type ColumnCode, codesOf } from "./codes.ts";
import type { SavedPairs } from "./combinations.ts";
import type { Calibration } from "./evidence.ts";
import { type Features, featuresOf } from "./features.ts";
import { type Fold, networks } from "./folds.ts";
import type { Relation } from "./relation.ts";
import { relationsOf } from "./relations.ts";
import { type TextEvidence, textEvidenceOf } from "./text-evidence.ts";

/** Options of a check. */
export interface CheckOptions {
  /** Columns that identify rows, which aren't compared. Other columns that identify rows are recognised automatically. */
  readonly keys?: readonly string[] | undefined;
  /** Seed of the folds and the networks; 42 by default. */
  readonly seed?: number | undefined;
  readonly runtime?: Runtime | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives the current stage and the share of it that is done, 0 to 1. */
  readonly onProgress?: (stage: CheckStage, share: number) => void;
}

/** A stage of a check: finding relations, training the networks, comparing every cell, or finding the cells to blame. */
export type CheckStage = "relations" | "learning" | "comparing" | "causes";

export const CHECK_OPTIONS: OptionNames<CheckOptions> = { keys: true, seed: true, runtime: true, signal: true, onProgress: true };

/** A table with everything that is known about its columns, from itself or from an earlier table with the same columns. */
export interface Known {
  readonly codes: readonly ColumnCode[];
  readonly features: Features;
  readonly relations: readonly Relation[];
  readonly text: TextEvidence;
  /** Networks, each with the rows that it judges, which weren't used to train it. */
  readonly models: readonly Fold[];
  /** For a later table: how surprising cells of the earlier table were, and how often values occurred together. */
  readonly before?: Usual;
}

/** The usual values of a table. */
export interface Usual {
  readonly predictions: readonly Calibration[];
  readonly relations: readonly Calibration[];
  readonly combination: Calibration;
  readonly pairs: SavedPairs;
}

/**
 * Learns which columns of a table follow from others.
 * @throws DataError if the table has fewer than 50 rows.
 * @throws OptionError if a key isn't a column.
 * @throws the signal's reason if it is aborted.
 */
export async function learnFrom(table: MemoryTable, options: CheckOptions): Promise<Known> {
  const { keys = [], seed = 42, onProgress, ...others } = knownOptions("check", options, CHECK_OPTIONS);
  expectColumns(table, keys);
  const rows = rowCountOf(table);
  const columns = cellsOf(table, keys);
  onProgress?.("relations", 0);
  const codes = codesOf(columns);
  const features = featuresOf(codes, columns, rows);
  const relations = relationsOf(numbersIn(columns), rows, seed);
  const text = textEvidenceOf(columns, rows, seed);
  onProgress?.("relations", 1);
  const models = await networks(features, { ...others, seed, onProgress: (share) => onProgress?.("learning", share) });
  return { codes, features, relations, text, models };
}

/** Checks the names of columns. @throws OptionError if a name isn't one of the table's columns. */
export function expectColumns({ name, columns }: MemoryTable, asked: readonly string[]): void {
  if (!Array.isArray(asked) || asked.some((one) => typeof one !== "string"))
    throw new OptionError(`Columns must be a list of names, such as ["id"], but they are ${shown(asked)}.`);
  const unknown = asked.find((one) => !columns.some((column) => column.name === one));
  if (unknown !== undefined)
    throw new OptionError(`${name} has no column "${unknown}". It has ${columns.map((column) => column.name).join(", ")}.`);
}

/** Returns the columns of numbers and of times, with their indices. */
export const numbersIn = (columns: readonly Cells[]) =>
  columns.flatMap((cells, column) => ("numbers" in cells ? [{ column, cells }] : []));

export async function closeAll({ models }: Pick<Known, "models">): Promise<void> {
  for (const { masked } of models) await masked.close();
}
