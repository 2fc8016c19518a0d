import * as z from "zod/mini";
import { DataError, OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { savedOptions } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import { type ReadingOptions, savedReading } from "../data/tables/schema/reading.ts";
import type { Form } from "../data/tables/values/form.ts";
import { sameShape } from "../graph/tensor.ts";
import { configIn, type FolderFiles, familyIn, formatSchema, inFolder } from "../models/config.ts";
import { wholeFiles, withDigests } from "../models/digests.ts";
import { arraysIn, orBroken, required } from "../models/files.ts";
import { modelFolders } from "../models/model-folders.ts";
import type { Receipt } from "../models/receipt.ts";
import { toSafetensors } from "../models/safetensors.ts";
import { expectSavable } from "../models/written-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { storeWeights, weightsOf } from "../training/weights.ts";
import { cellsLike, columnSchema, savedColumn } from "./cells.ts";
import { findIn, type TableCheck } from "./check.ts";
import { checkerCard } from "./checker-card.ts";
import { codeSchema } from "./codes.ts";
import { pairsSchema } from "./combinations.ts";
import { type Distributions, distributionsSchema } from "./distributions.ts";
import { calibrationSchema } from "./evidence.ts";
import { type Features, featuresOf } from "./features.ts";
import { type FilledCells, type FillOptions, fillIn } from "./fill.ts";
import { type CheckOptions, closeAll, expectColumns, type Known, learnFrom, type Usual } from "./known.ts";
import { maskedNetwork, predictor, together } from "./masked.ts";
import { layoutOf, type MaskedNetwork } from "./masked-network.ts";
import { relationFrom, relationSchema } from "./relation.ts";
import { textEvidenceOf, textsSchema } from "./text-evidence.ts";

/** The `family` of a checker in `config.json`. */
export const CHECKER = "check";

const knowledgeSchema = z.object({
  rows: z.number(),
  seed: z.number(),
  columns: z.array(columnSchema).check(z.minLength(1)),
  codes: z.array(codeSchema),
  relations: z.array(relationSchema),
  usual: z.object({
    predictions: z.array(calibrationSchema),
    relations: z.array(calibrationSchema),
    combination: calibrationSchema,
    pairs: pairsSchema,
  }),
  texts: textsSchema,
  networks: z.number().check(z.int(), z.nonnegative()),
  /** The distributions of the columns, for `drift`. */
  distributions: z.optional(distributionsSchema),
  /** Options with which the table's file was read. */
  reading: z.optional(z.custom<ReadingOptions>((value) => typeof value === "object" && value !== null)),
});
type Knowledge = z.infer<typeof knowledgeSchema>;

const configSchema = z.object({ format: formatSchema, family: z.literal(CHECKER), learned: knowledgeSchema });

/** Data that are saved with a checker, in addition to what it has learned. */
export interface CheckerSavedWith {
  /** Options with which it was trained, such as the name of the data and its keys. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Versions of other software, by name: `node`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Facts with which `verifyModel` compares a new training. */
  readonly receipt?: Receipt;
}

const SAVED_WITH: OptionNames<CheckerSavedWith> = { options: true, versions: true, receipt: true };

const WITHOUT_DISK = "Use files() and TableChecker.from(files) there.";

/** Options of `check` and `fill` of a checker. */
export interface CheckOtherOptions {
  readonly runtime?: Runtime | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: CheckOptions["onProgress"];
}

const OTHER: OptionNames<CheckOtherOptions> = { runtime: true, signal: true, onProgress: true };

/**
 * Learns from a table, to check other tables with the same columns and to fill their missing values. It contains networks,
 * relations between numbers, columns that determine others, and how often each value occurs. It contains no rows, only the values
 * of columns in which they repeat, also those that occur once, with their counts, and quantiles of numbers.
 */
export class TableChecker {
  private readonly learned: Knowledge;
  private readonly networks: readonly MaskedNetwork[];

  private constructor(learned: Knowledge, networks: readonly MaskedNetwork[]) {
    this.learned = learned;
    this.networks = networks;
  }

  /**
   * Learns from a table, and finds the cells in it that don't fit the rest of their rows. It needs no labels. It uses a network
   * that predicts each column from the others (a masked autoencoder), relations between numbers, columns that determine others,
   * spellings, and duplicate rows.
   * @param table at least 50 rows.
   * @param options columns that are keys, seed, runtime, signal and progress.
   * @returns the checker, and the findings of the table itself.
   * @throws DataError if the table has fewer than 50 rows, or more than 500 columns.
   * @throws OptionError if a key isn't a column.
   * @throws the signal's reason if it is aborted.
   * @example
   * const { checker, found } = await TableChecker.learn(table, { keys: ["order_id"] });
   * for (const { row, column, why } of found.findings) console.log(row, column, why);
   */
  static async learn(
    table: MemoryTable,
    options: CheckOptions = {},
  ): Promise<{ readonly checker: TableChecker; readonly found: TableCheck }> {
    const known = await learnFrom(table, options);
    try {
      const { found, usual } = await findIn(known, options.onProgress);
      const networks = known.models.map(({ network }) => network);
      const learned: Knowledge = {
        rows: rowCountOf(table),
        seed: options.seed ?? 42,
        columns: known.features.columns.map(savedColumn),
        codes: [...known.codes],
        relations: known.relations.map(({ saved }) => saved),
        usual: { ...usual, predictions: [...usual.predictions], relations: [...usual.relations] },
        texts: known.text.saved(),
        networks: networks.length,
        ...savedReading(table),
      };
      return { checker: new TableChecker(learned, networks), found };
    } finally {
      await closeAll(known);
    }
  }

  /** Names of the columns that a table must have. */
  get columns(): readonly string[] {
    return this.learned.columns.map(({ name }) => name);
  }

  /** Formats of the columns that write numbers or times in an unusual way. */
  get forms(): Readonly<Record<string, Form>> {
    return Object.fromEntries(this.learned.columns.flatMap(({ name, form }) => (form ? [[name, form]] : [])));
  }

  /** Options with which the table's file was read. */
  get reading(): ReadingOptions | undefined {
    return this.learned.reading;
  }

  /** The distributions of the table's columns; undefined if they weren't added. */
  get distributions(): Distributions | undefined {
    return this.learned.distributions;
  }

  /** Returns a checker that also has the distributions of its table's columns, with which `drift` compares a later table. */
  withDistributions(distributions: Distributions): TableChecker {
    return new TableChecker({ ...this.learned, distributions }, this.networks);
  }

  /**
   * Checks another table with any number of rows against the learned table, and finds duplicate rows in it.
   * @throws DataError if the table lacks a column.
   * @throws the signal's reason if it is aborted.
   * @example
   * const { findings } = await checker.check(newTable);
   */
  async check(table: MemoryTable, options: CheckOtherOptions = {}): Promise<TableCheck> {
    const { runtime, signal, onProgress } = knownOptions("check", options, OTHER);
    const known = await this.known(table, runtime);
    try {
      signal?.throwIfAborted();
      return (await findIn(known, onProgress)).found;
    } finally {
      await closeAll(known);
    }
  }

  /**
   * Fills the missing values of another table.
   * @throws as `check`.
   * @example
   * const { cells } = await checker.fill(newTable, { columns: ["price"] });
   */
  async fill(table: MemoryTable, options: CheckOtherOptions & Pick<FillOptions, "columns"> = {}): Promise<FilledCells> {
    const { columns, runtime, ...others } = knownOptions("fill", options, { ...OTHER, columns: true });
    expectColumns(table, columns ?? []);
    const known = await this.known(table, runtime);
    try {
      return await fillIn(known, new Set(columns ?? this.columns), others);
    } finally {
      await closeAll(known);
    }
  }

  /**
   * Saves the checker as a model folder. In Node only.
   * @param saved other data to save, such as the name of the training data.
   * @throws DataError if the folder can't be written.
   * @example
   * await checker.save("orders-checker");
   */
  async save(path: string, saved: CheckerSavedWith = {}): Promise<void> {
    const { replaceFolder } = await modelFolders(WITHOUT_DISK);
    await replaceFolder(path, this.files({ versions: { node: process.version }, ...saved }));
  }

  /**
   * Loads a checker from a model folder. In Node only.
   * @throws DataError if the folder isn't one, or is broken.
   * @example
   * const checker = await TableChecker.load("orders-checker");
   */
  static async load(path: string): Promise<TableChecker> {
    const { readFolder } = await modelFolders(WITHOUT_DISK);
    return await readFolder(path, CHECKER_FILES, (files) => TableChecker.from(files, path));
  }

  /**
   * Returns the files of a model folder, for pages without a disk.
   * @param saved other data to save.
   */
  files(saved: CheckerSavedWith = {}): Record<string, Uint8Array | string> {
    const { options, versions, receipt } = knownOptions("files", saved, SAVED_WITH);
    const arrays = Object.fromEntries(
      this.networks.flatMap((network, i) =>
        Object.entries(weightsOf(network)).map(([path, weights]) => [`${i}/${path}`, weights] as const),
      ),
    );
    expectSavable(arrays);
    const config = {
      format: 1,
      family: CHECKER,
      versions: { codings: VERSION, ...versions },
      ...(options && { options: savedOptions(options) }),
      learned: this.learned,
      ...(receipt && { receipt }),
    };
    return withDigests(config, { "model.safetensors": toSafetensors(arrays), "README.md": checkerCard(this.learned) });
  }

  /**
   * Creates a checker from the files of a model folder.
   * @param path path of the folder, for messages.
   * @throws OptionError if the folder contains another kind of model.
   * @throws DataError if files are missing or broken.
   */
  static from(files: FolderFiles, path = ""): TableChecker {
    const family = familyIn(files, path);
    if (family !== CHECKER)
      throw new OptionError(
        `${path || "This"} contains a model of the kind "${family}", not a table checker. Create one with: codings check DATA --save FOLDER`,
      );
    const { learned } = configIn(files, configSchema, path);
    const arrays = arraysIn(wholeFiles(files, CHECKER_FILES, path), path);
    const where = inFolder(path, "config.json");
    const broken = "doesn't describe a table checker";
    const layout = orBroken(where, broken, () => layoutOf(featuresIn(learned)));
    const networks = Array.from({ length: learned.networks }, (_, i) => {
      const network = maskedNetwork(layout);
      network.outputShapeFor([layout.owners.length + layout.columns]);
      const weights = Object.fromEntries(
        network.variablePaths.map((name) => [name, required(arrays, `${i}/${name}`, path)] as const),
      );
      if (!network.variables.every(({ shape }, k) => sameShape(weights[network.variablePaths[k]!]!.shape, shape)))
        throw new DataError(
          `${inFolder(path, "model.safetensors")} doesn't fit the columns in config.json. Save the model again.`,
        );
      storeWeights(network, weights);
      return network;
    });
    return new TableChecker(learned, networks);
  }

  /** Combines a table with what the checker has learned. */
  private async known(table: MemoryTable, runtime: Runtime | undefined): Promise<Known> {
    const { columns: saved, codes, texts, seed, relations, usual } = this.learned;
    const columns = cellsLike(table, saved);
    const rows = rowCountOf(table);
    if (rows === 0) throw new DataError(`${table.name} has no rows to check.`);
    const features = featuresOf(codes, columns, rows);
    const all = [];
    for (const network of this.networks) all.push(await predictor(features, network, runtime));
    return {
      codes,
      features,
      relations: relations.map((relation) => relationFrom(relation, columns)),
      text: textEvidenceOf(columns, rows, seed, texts),
      models:
        all.length === 0
          ? []
          : [{ network: this.networks[0]!, masked: together(all), rows: Array.from({ length: rows }, (_, row) => row) }],
      before: usual satisfies Usual,
    };
  }
}

/** Files that `TableChecker.from` reads. */
export const CHECKER_FILES: readonly string[] = ["config.json", "model.safetensors"];

/** Returns the features of a table without rows. */
function featuresIn({ columns, codes }: Knowledge): Features {
  const empty = { name: "", columns: columns.map(({ name }) => ({ name, type: "VARCHAR", values: [] })) };
  return featuresOf(codes, cellsLike(empty, columns), 0);
}
