import { Command, Option } from "commander";
import { type CommonOptions, type Output, partNamed } from "./command.ts";
import { DATA_GROUP, schemaOption } from "./schema-options.ts";

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
    .addOption(schemaOption("skipBad"))
    .addOption(schemaOption("query"));

/** A command on DATA and a model, with those options. */
export const dataCommand = (name: string, part: "train" | "test"): Command =>
  dataOptions(new Command(name), part)
    .argument("<model>", "a model folder")
    .argument("<data>", "a dataset's name, a file or a folder");
