import { count, counted } from "../core/words.ts";

interface Described {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly kind: string }[];
  readonly relations: readonly unknown[];
  readonly texts: { readonly dependences: readonly unknown[] };
}

/** The README.md of a checker's folder. */
export const checkerCard = ({
  rows,
  columns,
  relations,
  texts,
}: Described): string => `# What was learned from a table, to check others

Learned from ${count(rows)} rows of ${counted(columns.length, "column")}:

${columns.map(({ name, kind }) => `- ${name.replace(/\s+/g, " ")}: ${KINDS[kind] ?? kind}`).join("\n")}

It knows ${counted(relations.length, "relation")} between numbers and ${counted(texts.dependences.length, "column")} whose value is given by others.

Check new rows with \`codings check DATA --model FOLDER\`, and fill their missing cells with \`codings impute FOLDER DATA -o FILE\`.

The folder holds no rows, but the values of columns in which values recur, with how often each came.
`;

const KINDS: Readonly<Record<string, string>> = {
  number: "numbers",
  time: "times",
  category: "values that recur",
  key: "keys, which aren't compared",
  prose: "free text, which isn't compared",
};
