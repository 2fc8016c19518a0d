import type { TablePreprocessing } from "./columns.ts";
import { readingFor } from "./reading.ts";

/** How a table's file is read for a model, if there is one: which columns it knows, and how the file was read that it learned from, unless it is said otherwise. */
export const openingFor = (options: object, learned?: TablePreprocessing) => ({
  ...readingFor(options, learned),
  ...(learned && { wanted: learned.columns.map(({ name }) => name), known: knownNames(learned) }),
});

/** All columns that a model knows of. */
export const knownNames = ({ columns, keys, leftOut, label }: TablePreprocessing): readonly string[] => [
  ...[...columns, ...leftOut].map(({ name }) => name),
  ...keys,
  ...(label === undefined ? [] : [label]),
];
