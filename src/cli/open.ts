import { Command, Option } from "commander";
import { COPY_ENDINGS } from "../data/tables/duckdb/copy.node.ts";
import type { DataOptions as TaskDataOptions } from "../tasks/open.node.ts";
import { type CommonOptions, type Output, partNamed } from "./command.ts";
import { OPTION_GROUPS } from "./option-groups.ts";
import { type READING, readingOptions, schemaOption, withQuery } from "./schema-options.ts";

/** Options of a command that opens data for a model. */
export type DataOptions = CommonOptions & Pick<TaskDataOptions, "part" | "skipBad" | (typeof READING)[number]>;

/** Options of a command that opens data for a model and writes a file. */
export interface WritingOptions extends DataOptions {
  readonly output: string;
}

/** File endings of pictures. */
export const PICTURES = [".png", ".svg"] as const;
export const isPicture = (file: string): boolean => PICTURES.some((ending) => file.endsWith(ending));

/** Returns whether a file holds rows of a table. The name "-" does: it is CSV on stdout. */
export const isOfRows = (file: string): boolean => file === "-" || COPY_ENDINGS.some((ending) => file.endsWith(ending));

/** Converts a command's options and its output to the options of a task. */
export const taskOptions = (options: DataOptions, { tell }: Output) => {
  const { part, skipBad, seed } = options;
  return { part, skipBad, seed, ...readingOptions(options), ...tell };
};

/** Adds the options that open data for a model. The size and the channels of images are the model's. */
export const dataOptions = (command: Command, part: "train" | "test"): Command =>
  withQuery(
    command
      .addOption(
        new Option("--part <part>", "part of the dataset to use, if it has both: train or test")
          .argParser(partNamed)
          .default(part)
          .helpGroup(OPTION_GROUPS.data),
      )
      .addOption(schemaOption("skipBad")),
  );

/** Creates a command that takes a model and data. */
export const dataCommand = (name: string, part: "train" | "test", model = "model folder"): Command =>
  dataOptions(new Command(name), part).argument("<model>", model).argument("<data>", "name of a dataset, file or folder");
