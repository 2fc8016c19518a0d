import { Command, Option } from "commander";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { DataOptions as TaskDataOptions } from "../tasks/open.node.ts";
import { type CommonOptions, type Output, partNamed } from "./command.ts";
import { DATA_GROUP, type READING, readingOptions, schemaOption, withQuery } from "./schema-options.ts";

/** What a command takes that opens DATA for a model. */
export type DataOptions = CommonOptions & Pick<TaskDataOptions, "part" | "skipBad" | (typeof READING)[number]>;

/** The same of a command that writes a file. */
export interface WritingOptions extends DataOptions {
  readonly output: string;
}

/** Endings of pictures. */
export const PICTURES = [".png", ".svg"] as const;
export const isPicture = (file: string): boolean => PICTURES.some((ending) => file.endsWith(ending));

/** Whether a file is one of a table's rows: "-" is, as CSV on stdout. */
export const isOfRows = (file: string): boolean => file === "-" || COPY_ENDINGS.some((ending) => file.endsWith(ending));

/** A command's options about DATA, and where it tells of the work, as a task takes them. */
export const taskOptions = (options: DataOptions, { tell }: Output) => {
  const { part, skipBad, seed } = options;
  return { part, skipBad, seed, ...readingOptions(options), ...tell };
};

/** Adds what commands take that open DATA for a model; the size and the colours of images are the model's. */
export const dataOptions = (command: Command, part: "train" | "test"): Command =>
  withQuery(
    command
      .addOption(
        new Option("--part <part>", "train or test, of data that has both")
          .argParser(partNamed)
          .default(part)
          .helpGroup(DATA_GROUP),
      )
      .addOption(schemaOption("skipBad")),
  );

/** A command on DATA and a model, with those options. */
export const dataCommand = (name: string, part: "train" | "test", model = "a model folder"): Command =>
  dataOptions(new Command(name), part).argument("<model>", model).argument("<data>", "a dataset's name, a file or a folder");
