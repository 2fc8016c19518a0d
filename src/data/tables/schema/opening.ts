import type { TablePreprocessing } from "./columns.ts";
import { readingFor } from "./reading.ts";

/** Returns the options for opening a table's file for a model: the columns that it knows, and how its training file was read. */
export const openingFor = (options: object, learned?: TablePreprocessing) => ({
  ...readingFor(options, learned),
  ...(learned && namesFor(learned)),
});

/** The columns of a pivot aren't in the file, but those from which it was made are. */
function namesFor(learned: TablePreprocessing) {
  const { pivot, values = [] } = learned.windows ?? {};
  if (pivot === undefined) return { wanted: learned.columns.map(({ name }) => name), known: knownNames(learned) };
  const wanted = [pivot, ...values];
  return { wanted, known: [...wanted, ...learned.keys] };
}

/** Returns the names of all columns that a model knows. */
export const knownNames = ({ columns, keys, leftOut, label }: TablePreprocessing): readonly string[] => [
  ...[...columns, ...leftOut].map(({ name }) => name),
  ...keys,
  ...(label === undefined ? [] : [label]),
];
