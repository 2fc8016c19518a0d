import { count, counted } from "../core/words.ts";

interface Described {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly kind: string }[];
  readonly relations: readonly unknown[];
  readonly texts: { readonly dependences: readonly unknown[] };
}

/** Writes the README.md of a checker's folder. */
export const checkerCard = ({ rows, columns, relations, texts }: Described): string => `# Table checker

Trained on ${count(rows)} rows with ${counted(columns.length, "column")}:

${columns.map(({ name, kind }) => `- ${name.replace(/\s+/g, " ")}: ${KINDS[kind] ?? kind}`).join("\n")}

It knows ${counted(relations.length, "relation")} between numbers and ${counted(texts.dependences.length, "column")} whose value other columns determine.

Check new rows with \`codings check DATA --model FOLDER\`, compare their distributions with \`codings drift FOLDER DATA\`, and fill their missing values with \`codings impute FOLDER DATA -o FILE\`.

The folder contains no rows. It contains the values of columns in which values repeat, how often each value occurs, and up to 401 quantiles of each column of numbers.
`;

const KINDS: Readonly<Record<string, string>> = {
  number: "numbers",
  time: "times",
  category: "values that repeat",
  key: "keys, which aren't compared",
  prose: "free text, which isn't compared",
};
