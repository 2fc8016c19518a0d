import { OptionError } from "../core/errors.ts";
import type { Data, DataInParts } from "../data/given/data.ts";
import { areRecords, asDataset, isRecord, type Known } from "../data/given/dataset.ts";
import type { TableRecord } from "../data/tables/records.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { isNamed, type OpenStream, openStream, type StreamPart, type StreamSource } from "../training/part-stream.ts";

/** Number of examples that are read before training, from which scales and the properties of a table's columns are learned. */
const SAMPLE = 16_384;

/**
 * Returns whether `fit` reads data part by part: from a function that is called in each epoch, or from an iterable in epochs of
 * `stepsPerEpoch`.
 */
export const isReadInParts = (data: Data, stepsPerEpoch: number | undefined): data is () => DataInParts =>
  typeof data === "function" || (stepsPerEpoch !== undefined && Symbol.asyncIterator in Object(data));

/**
 * Opens a stream for an autoencoder, whose targets are its examples.
 * @throws OptionError, DataError, ShapeError as `openStream`.
 * @throws OptionError if the parts contain targets.
 */
export async function openExamples(
  data: StreamSource,
  options: { readonly epochs: number; readonly stepsPerEpoch: number | undefined },
  known: Known,
): Promise<{ readonly stream: OpenStream; readonly table: TablePreprocessing | undefined }> {
  let table = known.table;
  const source = typeof data === "function" ? () => rowsTogether(data()) : rowsTogether(data);
  const stream = await openStream(source, {
    ...options,
    sample: SAMPLE,
    examplesOf: async (part) => {
      const dataset = await asDataset(part, { ...known, table });
      table ??= dataset.table;
      return dataset.examples;
    },
  });
  const { examples, targets, weights } = stream.first;
  if (targets[0] !== examples[0] || weights[0])
    throw new OptionError(
      "An autoencoder learns to reconstruct its examples, so the parts of its stream must be examples without targets and weights.",
    );
  return { stream, table };
}

/**
 * Returns the parts unchanged, except for rows as objects, which are joined in lists of up to `SAMPLE`. The columns are then
 * learned from more than a few rows.
 */
async function* rowsTogether(parts: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<StreamPart> {
  let rows: TableRecord[] = [];
  for await (const part of parts) {
    const own = isNamed(part) ? undefined : areRecords(part) ? part : isRecord(part) ? [part] : undefined;
    if (!own) {
      yield part as StreamPart;
      continue;
    }
    for (const row of own) {
      rows.push(row);
      if (rows.length < SAMPLE) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;
}
