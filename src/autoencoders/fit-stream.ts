import { OptionError } from "../core/errors.ts";
import type { Data, DataInParts } from "../data/given/data.ts";
import { areRecords, asDataset, isRecord, type Known } from "../data/given/dataset.ts";
import type { TableRecord } from "../data/tables/records.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import { isNamed, type OpenStream, openStream, type StreamPart, type StreamSource } from "../training/part-stream.ts";

/** Examples that are looked at before training: scales, and what a table's columns hold, are learned from them. */
const SAMPLE = 16_384;

/** Whether `fit` reads data part by part: what a function gives anew for each epoch, or an iterable in epochs of some steps. */
export const isReadInParts = (data: Data, stepsPerEpoch: number | undefined): data is () => DataInParts =>
  typeof data === "function" || (stepsPerEpoch !== undefined && Symbol.asyncIterator in Object(data));

/**
 * Opens a stream for an autoencoder, whose targets are its examples.
 * @throws OptionError, DataError, ShapeError as `openStream`; OptionError where parts have targets.
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
      "An autoencoder learns to give its examples back: the parts of its stream are examples alone, without targets and weights.",
    );
  return { stream, table };
}

/** Parts as they are, but for rows as objects, which come in lists of up to `SAMPLE`, so that the columns are learned from more than a few. */
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
