import { type Command, Option } from "commander";
import { type CommonOptions, nameIn, type Output, partNamed, UsageError } from "./command.ts";
import { DATA_GROUP, queryOption } from "./table-options.ts";

/** What a command takes that opens DATA for a model. */
export interface DataOptions extends CommonOptions {
  readonly part: "train" | "test";
  readonly skipBad?: boolean;
  readonly query?: string;
}

/** A command's options about DATA, and where it tells of the work, as a task takes them. */
export const taskOptions = ({ part, skipBad, query, seed }: DataOptions, { tell }: Output) => ({
  part,
  skipBad,
  query,
  seed,
  ...tell,
});

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
