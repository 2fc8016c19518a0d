import { type Command, Option } from "commander";
import type { Autoencoder } from "../autoencoders/index.ts";
import { DataError, OptionError } from "../core/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import { type OpenOptions, openDataset } from "../data/open.node.ts";
import { type CommonOptions, count, nameIn, type Output, partNamed, UsageError, wantedOf } from "./command.ts";
import { expectTable } from "./table-for.ts";
import { DATA_GROUP, queryOption } from "./table-options.ts";

/** What a command takes that opens DATA for a model. */
export interface DataOptions extends CommonOptions {
  readonly part: "train" | "test";
  readonly skipBad?: boolean;
  readonly query?: string;
}

/** Adds what commands take that open DATA for a model; the size and the colours of images are the model's. */
export const dataOptions = (command: Command, part: "train" | "test"): Command =>
  command
    .addOption(
      new Option("--part <part>", "train or test, of data that has both")
        .argParser(partNamed)
        .default(part)
        .helpGroup(DATA_GROUP),
    )
    .addOption(skipBad())
    .addOption(queryOption());

/** Adds what a command takes that opens DATA to learn from. */
export const imageOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        "--size <size>",
        "of images: HEIGHTxWIDTH or one number (default: their own if all have the same, up to 256; else 64)",
      )
        .argParser(parseSize)
        .helpGroup(DATA_GROUP),
    )
    .addOption(
      new Option("--channels <kind>", "of images: grey, rgb, or auto, which is grey if none has colours (default: auto)")
        .argParser(nameIn("channels", { grey: 0, rgb: 0, auto: 0 }))
        .helpGroup(DATA_GROUP),
    )
    .addOption(skipBad());

const skipBad = () => new Option("--skip-bad", "leave out images that can't be read, and say which").helpGroup(DATA_GROUP);

function parseSize(text: string): readonly [number, number] {
  const [, height, width = height] = /^(\d{1,4})(?:x(\d{1,4}))?$/i.exec(text) ?? [];
  if (!Number(height) || !Number(width))
    throw new UsageError(`--size takes HEIGHTxWIDTH, such as 32x48, or one number for both, but this is "${text}".`);
  return [Number(height), Number(width)];
}

/** Opens DATA, telling how it goes where that takes a while, and what was left out. */
export async function openData(data: string, options: OpenOptions, output: Output): Promise<Dataset> {
  const onImages = (done: number, of: number, perSecond: number) =>
    output.live(`${data}: ${count(done)}/${count(of)} images, ${count(perSecond)} a second`);
  const dataset = await openDataset(data, { ...options, onImages });
  for (const note of dataset.notes ?? []) output.say(`${note}.`);
  return dataset;
}

/**
 * Opens DATA for a model: a table's columns become numbers as they did when it learned; images come in the size and the colours that it has learned from.
 * Where a few of them are to be looked at (`shuffle`), the first ones are of every class.
 */
export async function openFor(
  autoencoder: Autoencoder,
  data: string,
  options: DataOptions,
  output: Output,
  { shuffle = false, keysAsWritten = false } = {},
): Promise<Dataset> {
  const { table } = autoencoder.settings;
  if (table) await expectTable(data);
  const dataset = await openData(
    data,
    {
      ...wantedOf(options),
      shuffle,
      ...imagesOf(autoencoder.trained.model.inputExampleShape),
      ...(table && {
        table: {
          preprocessing: table,
          keysAsWritten,
          warn: output.say,
          ...(options.query !== undefined && { query: options.query }),
        },
      }),
    },
    output,
  );
  if (!table) expectNoTable(autoencoder, data, dataset);
  return dataset;
}

/** @throws DataError where a table is given to a model that has learned from images or the like. */
function expectNoTable({ trained }: Autoencoder, data: string, { examples, table }: Dataset): void {
  const [learned, given] = [trained.model.inputExampleShape, examples.shape.slice(1)].map((shape) => shape.join(" x "));
  if (table && learned !== given)
    throw new DataError(
      `${data} is a table, and the model was trained on examples of ${learned}, not on a table. Give such examples, or train a model on the table.`,
    );
}

/** @throws OptionError where a command that looks at rows has a model of windows. */
export function expectModelOfRows({ settings: { table } }: Autoencoder, command: string): void {
  if (table?.windows)
    throw new OptionError(
      `${command} looks at rows by themselves, and this model has learned windows of ${table.windows.window} rows. Take score or encode, or train another without --window.`,
    );
}

/** How images are read for examples of a shape; as they are where these aren't images. */
function imagesOf([height, width, channels = 1, ...more]: readonly number[]): Pick<OpenOptions, "size" | "channels"> {
  if (height === undefined || width === undefined || more.length > 0 || (channels !== 1 && channels !== 3)) return {};
  return { size: [height, width], channels: channels === 3 ? "rgb" : "grey" };
}
