import { type Command, Option } from "commander";
import { type CommonOptions, partNamed } from "./command.ts";
import { DATA_GROUP, schemaOption } from "./schema-options.ts";

/** Options of a command that opens DATA for a model. */
export interface DataOptions extends CommonOptions {
  readonly part: "train" | "test";
  readonly skipBad?: boolean;
  readonly query?: string;
}

/** Adds the options of commands that open DATA for a model; the size and the channels of images are the model's. */
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
