import { families } from "../../autoencoders/index.ts";
import { counted } from "../../core/words.ts";
import { typedColumn } from "../../data/tables/typed-columns.ts";
import { called } from "../engine/workers.ts";
import { flatRow } from "../parts/features.ts";
import { pictureSize } from "../parts/pictures.ts";
import { MODEL, type PageTask } from "./task.ts";

export const generate: PageTask = {
  name: "generate",
  title: "New rows or pictures",
  summary:
    "Draws codings at random and decodes them. This needs a variational autoencoder, whose codings have a known distribution.",
  button: "Generate",
  usesModel: true,
  lacks: (_, { family }) =>
    families[family].prior
      ? undefined
      : `A ${family} autoencoder can't generate examples. Choose the family "${families.variational.title}" in the settings.`,
  fields: () => [
    { name: "count", label: "Number of examples", value: 12, from: 1, to: 10_000 },
    { name: "seed", label: "Seed", value: 42, from: 0, to: 2 ** 31 },
  ],
  async run({ model, given: { count, seed } }, worker, tell) {
    const { examples, columns } = await worker.generate(model, Number(count), Number(seed), called(tell));
    const lines = [`${counted(Number(count), "example")}, generated with the seed ${seed}:`];
    if (columns) return { lines, columns: Object.entries(columns).map(([name, values]) => typedColumn(name, [...values])) };
    if (pictureSize(examples.shape.slice(1)))
      return { lines, pictures: { examples, captions: Array.from({ length: examples.shape[0]! }, (_, i) => String(i + 1)) } };
    const rows = Array.from({ length: examples.shape[0]! }, (_, i) => flatRow(examples, i));
    return {
      lines,
      columns: Array.from({ length: rows[0]!.length }, (_, i) => ({
        name: `x${i + 1}`,
        type: "FLOAT" as const,
        data: rows.map((row) => row[i]!),
      })),
    };
  },
  code: ({ given: { count, seed } }) =>
    `import { generate } from "codings";\n\nconst { examples, columns } = await generate("${MODEL}", ${count}, { seed: ${seed} });\n`,
  commands: ({ given: { count, seed } }) => [
    ["codings", "generate", MODEL, "-n", String(count), "--seed", String(seed), "-o", "generated.npy"],
  ],
};
