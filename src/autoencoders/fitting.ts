import { OptionError } from "../core/errors.ts";
import { drawnRows, splitPlace } from "../core/hold-out.ts";
import { expectArray, type NdArray, sliceRows } from "../core/ndarray.ts";
import { takeRows } from "../core/rows.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Data } from "../data/given/data.ts";
import { asDataset, asExamples, type Known } from "../data/given/dataset.ts";
import { split } from "../data/split.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { OpenStream, StreamSource } from "../training/part-stream.ts";
import type { FamilyTrainer } from "./family.ts";
import { isReadInParts, openExamples } from "./fit-stream.ts";
import type { AutoencoderFitOptions } from "./options.ts";

/** Trains the encoder and the decoder together. This is the default training of a family. */
export const together: FamilyTrainer = {
  fit: ({ network, examples, options: { validation, ...options } }) =>
    network.model.fit(examples, examples, { ...options, ...(validation && { validationData: [validation, validation] }) }),
};

/** The data for one `fit`. */
interface FitData {
  readonly examples: Dataset["examples"];
  readonly table?: TablePreprocessing | undefined;
  /** The stream, if the data are read part by part. The examples are then the first ones. */
  readonly stream?: OpenStream;
  /** Options that replace those about held-out examples. */
  readonly held: { readonly validation?: NdArray; readonly validationSplit?: number | undefined };
}

/**
 * Converts the data of `fit` to arrays. Rows that a dataset holds out aren't used for training; they are the validation data if
 * no others are given. For rows as objects, `validationSplit` also holds out rows, which are drawn evenly, as for a table.
 */
export async function fitData(
  data: Data,
  options: Pick<AutoencoderFitOptions, "validation" | "validationSplit" | "stepsPerEpoch"> & {
    readonly epochs: number;
    /** Whether the family needs all examples at once. */
    readonly atOnce: boolean;
  },
  known: Known,
): Promise<FitData> {
  const { validation, validationSplit, stepsPerEpoch, atOnce } = options;
  if (!atOnce && isReadInParts(data, stepsPerEpoch)) return streamed(data as StreamSource, options, known);
  if (stepsPerEpoch !== undefined)
    throw new OptionError(
      atOnce
        ? "Greedy training computes the codings of all rows for each phase, so it needs all rows in memory. Leave out stepsPerEpoch, or use another family."
        : "stepsPerEpoch is only for data that come in parts: an async iterable, or a function that returns one.",
    );
  const dataset = await asDataset(data, {
    ...known,
    opening: { validation: validation === undefined ? validationSplit : undefined },
  });
  const { examples, table, heldOut = 0 } = dataset;
  if (validation !== undefined) {
    const held = await asExamples(validation, { ...known, table: table ?? known.table });
    const learned = heldOut === 0 ? examples : split(dataset, heldOut).train.examples;
    return { examples: learned, table, held: { validation: held, validationSplit } };
  }
  if (heldOut === 0) return { examples, table, held: { validationSplit } };
  const { train, validation: held } = split(dataset, heldOut);
  return { examples: train.examples, table, held: { validation: held.examples } };
}

async function streamed(
  data: StreamSource,
  { validation, validationSplit, stepsPerEpoch, epochs }: Parameters<typeof fitData>[1],
  known: Known,
): Promise<FitData> {
  if (validationSplit !== undefined)
    throw new OptionError(
      "validationSplit can't hold out the last examples of data that are read in parts. Give validation instead.",
    );
  const { stream, table } = await openExamples(data, { epochs, stepsPerEpoch }, known);
  const examples = stream.first.examples[0]! as Dataset["examples"];
  const held = validation === undefined ? {} : { validation: await asExamples(validation, { ...known, table }) };
  return { examples, table, stream, held };
}

/** Checks the second argument of `fit`. @throws OptionError if it contains examples as targets, which a model's `fit` takes. */
export function expectNoTargets(options: unknown): void {
  const isData =
    Array.isArray(options) ||
    ArrayBuffer.isView(options) ||
    (typeof options === "object" && options !== null && "shape" in options);
  if (isData)
    throw new OptionError(
      "An autoencoder learns to reconstruct its examples, so fit takes no targets: fit(examples, { epochs: 10 }).",
    );
}

/** Returns the examples for training and the held-out ones, if any: `validation`, or the last examples. */
export function partsOf(
  examples: NdArray,
  { validation, validationSplit }: { readonly validation?: NdArray; readonly validationSplit?: number | undefined },
): { readonly learning: NdArray; readonly held?: NdArray } {
  expectArray("examples", examples);
  if (validation || validationSplit === undefined) return { learning: examples, ...(validation && { held: validation }) };
  const learned = splitPlace(examples.shape[0]!, validationSplit);
  return { held: sliceRows(examples, learned), learning: sliceRows(examples, 0, learned) };
}

/** Share of the examples that is held out for early stopping, and the maximum number of them. */
const HELD = 0.1;
const MOST_HELD = 10_000;
/** With fewer examples than this, none is held out. */
const FEW = 20;

/** Returns the same as `partsOf`. If no option is about held-out examples, some are drawn. */
export function drawnParts(
  examples: NdArray,
  told: Parameters<typeof partsOf>[1],
  seed: number,
): { readonly learning: NdArray; readonly held?: NdArray; readonly examples: NdArray; readonly validation?: NdArray } {
  const count = examples.shape[0]!;
  if (told.validation || told.validationSplit !== undefined || count < FEW) return { ...partsOf(examples, told), examples };
  const { held, learned } = drawnRows(count, HELD, { seed, most: MOST_HELD });
  const [learning, validation] = [takeRows(examples, learned.sort()), takeRows(examples, held)];
  return { learning, held: validation, examples: learning, validation };
}
