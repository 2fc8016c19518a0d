import { stat } from "node:fs/promises";
import type { NdArray } from "../../../core/ndarray.ts";
import { ahead } from "../../ahead.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import type { TableOptions } from "./dataset.node.ts";
import { explainTableError } from "./explain.ts";
import { holdOut } from "./hold-out.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { readAllFeatures, readFeatures, rowsOfSize } from "./read.node.ts";
import { evenlyDrawn } from "./samples.node.ts";
import type { TableSource } from "./source.node.ts";

/** A table that is read anew for each epoch, a part at a time, as memory doesn't hold its features. */
export interface TableStream {
  readonly name: string;
  readonly table: TablePreprocessing;
  /** Rows to learn from. */
  readonly count: number;
  /** [rows, features]: some of those to learn from, evenly from all of the table. */
  readonly sample: NdArray<"float32">;
  /** [rows, features]: some of those held out, evenly from all of the table. */
  readonly validation: NdArray<"float32">;
  /** All rows to learn from, in parts that divide into batches. */
  inParts(batch: number): { readonly count: number; readonly partSize: number; parts(): AsyncIterable<NdArray<"float32">> };
  close(): void;
}

/** MiB that a table's features may take in memory; a larger table streams. */
export const MOST_IN_MEMORY = 128;
/** MiB that DuckDB may take while it reads a table a part at a time. */
export const STREAMING_MEMORY = 224;
/** Files smaller than this have no features that are too large. */
const SMALL_FILE = 32 * 2 ** 20;

/** Whether a file, or what else a path stands for, may hold a table that is larger than memory should hold. */
export async function mayBeLarge(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info === undefined || info.size >= SMALL_FILE;
}

/** Rows of a part, within which an epoch is shuffled, and the MiB that they may take. */
const PART = { rows: 2 ** 18, mebibytes: 32 };
/** So many of the rows to learn from are looked at before, and the MiB that they may take. */
const SAMPLE = { rows: 200_000, mebibytes: 64 };
/** The same of the rows held out, which are measured after each epoch. */
const MEASURED = { rows: 2 ** 15, mebibytes: 16 };

/**
 * Makes an open table one to learn from in parts. The rows held out are those of `openTable`.
 * @param tell told what is done meanwhile. @throws DataError, OptionError as `openTable`; the source is closed then.
 */
export async function streamTable(
  source: TableSource,
  { validation = 0.1, seed = 42, tell, ...options }: TableOptions & { readonly tell?: (line: string) => void },
): Promise<TableStream> {
  try {
    const held = holdOut(source, validation, seed);
    const train = `NOT (${held.sql})`;
    const count = source.rowCount - held.count;
    tell?.(`${source.name}: finding out what its columns hold`);
    const table = options.preprocessing ?? (await learnPreprocessing(source, { ...options, where: train }));
    tell?.(`${source.name}: drawing some rows to look at`);
    const some = await drawn(source, table, [
      { where: train, of: count, ...SAMPLE },
      { where: held.sql, of: held.count, ...MEASURED },
    ]);
    return {
      name: source.name,
      table,
      count,
      sample: some[0]!,
      validation: some[1]!,
      inParts(batch) {
        const partSize = batch * Math.max(1, Math.floor(rowsOfSize(table, PART.mebibytes, PART.rows) / batch));
        return { count, partSize, parts: () => ahead(partsOf(source, table, train, partSize)) };
      },
      close: source.close,
    };
  } catch (error) {
    source.close();
    throw explainTableError(error, source.name);
  }
}

async function* partsOf(
  source: TableSource,
  table: TablePreprocessing,
  where: string,
  rowsAtATime: number,
): AsyncGenerator<NdArray<"float32">> {
  for await (const { features } of readFeatures(source, table, { rowsAtATime, keys: false, where, strays: "known" }))
    yield features;
}

/** Which rows are drawn: of those for which something holds, of which there are so many, some rows and MiB at most. */
interface Draw {
  readonly where: string;
  readonly of: number;
  readonly rows: number;
  readonly mebibytes: number;
}

/** Rows drawn evenly from all of a table, each kind as an array [rows, features]: the source is read once for all of them. */
async function drawn(source: TableSource, table: TablePreprocessing, draws: readonly Draw[]): Promise<NdArray<"float32">[]> {
  const { database, relation } = source;
  const conditions = draws.map(
    ({ where, of, rows, mebibytes }) => `(${where}) AND ${evenlyDrawn(of, Math.min(rows, rowsOfSize(table, mebibytes, rows)))}`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE drawn AS SELECT * FROM ${relation} WHERE ${conditions.map((condition) => `(${condition})`).join(" OR ")}`,
  );
  const arrays: NdArray<"float32">[] = [];
  for (const { where } of draws) {
    const [counted] = await database.rows(`SELECT count(*) AS rows FROM drawn WHERE ${where}`);
    const some = { ...source, relation: "drawn", rowCount: Number(counted!.rows) };
    arrays.push((await readAllFeatures(some, table, { keys: false, where, strays: "known" })).features);
  }
  await database.run("DROP TABLE drawn");
  return arrays;
}
