import { stat } from "node:fs/promises";
import type { NdArray } from "../../../core/ndarray.ts";
import { ahead } from "../../ahead.ts";
import type { TablePreprocessing } from "../schema/columns.ts";
import type { TableOptions } from "./dataset.node.ts";
import { explainTableError } from "./explain.ts";
import { holdOut } from "./hold-out.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { readAllFeatures, readFeatures, rowsOfSize } from "./read.node.ts";
import { ROW } from "./relation.node.ts";
import { evenlyDrawn } from "./samples.node.ts";
import type { TableSource } from "./source.node.ts";

/** A table that is read in parts in each epoch, because memory can't hold its features. */
export interface TableStream {
  readonly name: string;
  readonly table: TablePreprocessing;
  /** Number of training rows. */
  readonly count: number;
  /** [rows, features]: training rows, drawn evenly from the whole table. */
  readonly sample: NdArray<"float32">;
  /** [rows, features]: held-out rows, drawn evenly from the whole table. */
  readonly validation: NdArray<"float32">;
  /** Returns all training rows, in parts that consist of whole batches. */
  inParts(batch: number): {
    readonly count: number;
    readonly partSize: number;
    readonly readsRanges: true;
    parts(range?: { readonly from: number; readonly to: number }): AsyncIterable<NdArray<"float32">>;
  };
  close(): void;
}

/** Memory limit for a table's features in MiB. A larger table is streamed. */
export const MOST_IN_MEMORY = 128;
/** DuckDB's memory limit in MiB while it streams a table. */
export const STREAMING_MEMORY = 224;
/** The features of files smaller than this always fit into memory. */
const SMALL_FILE = 32 * 2 ** 20;

/** Whether a path may stand for a table that is too large for memory. */
export async function mayBeLarge(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info === undefined || info.size >= SMALL_FILE;
}

/** Maximum rows and MiB of a part. An epoch shuffles rows within a part. */
const PART = { rows: 2 ** 18, mebibytes: 32 };
/** Maximum number and MiB of training rows that are sampled first. */
const SAMPLE = { rows: 200_000, mebibytes: 64 };
/** Maximum number and MiB of held-out rows, which are evaluated after each epoch. */
const MEASURED = { rows: 2 ** 15, mebibytes: 16 };

/**
 * Makes a stream of an open table, for training in parts. It holds out the same rows as `openTable`.
 * @param tell receives progress messages. @throws DataError, OptionError as `openTable` does; the source is closed then.
 */
export async function streamTable(
  source: TableSource,
  { validation = 0.1, seed = 42, tell, ...options }: TableOptions & { readonly tell?: (line: string) => void },
): Promise<TableStream> {
  try {
    const held = holdOut(source, validation, seed);
    const train = `NOT (${held.sql})`;
    const count = source.rowCount - held.count;
    tell?.(`${source.name}: analysing the columns`);
    const table = options.preprocessing ?? (await learnPreprocessing(source, { ...options, where: train }));
    tell?.(`${source.name}: sampling rows`);
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
        /** Returns the index in the table of a training row. */
        const indexOf = (trainingRow: number): number => {
          let row = 0;
          for (let before = 0; row < source.rowCount && (held.isHeld(row) || before++ < trainingRow); row++);
          return row;
        };
        return {
          count,
          partSize,
          readsRanges: true,
          parts(range) {
            const rows = range && [range.from, range.to].map((part) => `${indexOf(part * partSize)}`);
            const where = rows ? `(${train}) AND ${ROW} >= ${rows[0]} AND ${ROW} < ${rows[1]}` : train;
            return ahead(partsOf(source, table, where, partSize));
          },
        };
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

/** Rows to draw: those of a condition, of which there are `of`, limited by rows and MiB. */
interface Draw {
  readonly where: string;
  readonly of: number;
  readonly rows: number;
  readonly mebibytes: number;
}

/** Draws rows evenly from the whole table, as one array [rows, features] per draw. The source is read once for all draws. */
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
