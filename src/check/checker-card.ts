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

The folder contains no rows, keys or free texts. For each column in which values repeat, config.json contains all its values, also those that occur once, and how often each one occurs. For each column of numbers it contains up to 401 quantiles.
`;

const KINDS: Readonly<Record<string, string>> = {
  number: "numbers",
  time: "times",
  category: "values that repeat",
  key: "keys, which aren't compared",
  prose: "free text, which isn't compared",
};
