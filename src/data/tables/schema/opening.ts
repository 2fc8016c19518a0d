import type { TablePreprocessing } from "./columns.ts";
import { readingFor } from "./reading.ts";

/** Returns the options for opening a table's file for a model: the columns that it knows, and how its training file was read. */
export const openingFor = (options: object, learned?: TablePreprocessing) => ({
  ...readingFor(options, learned),
  ...(learned && { wanted: learned.columns.map(({ name }) => name), known: knownNames(learned) }),
});

/** Returns the names of all columns that a model knows. */
export const knownNames = ({ columns, keys, leftOut, label }: TablePreprocessing): readonly string[] => [
  ...[...columns, ...leftOut].map(({ name }) => name),
  ...keys,
  ...(label === undefined ? [] : [label]),
];
