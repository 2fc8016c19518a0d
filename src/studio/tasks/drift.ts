import { FEWEST_ROWS } from "../../check/index.ts";
import { percent } from "../../core/words.ts";
import { called } from "../engine/workers.ts";
import { asTyped } from "./columns.ts";
import { MODEL, type PageTask } from "./task.ts";

export const drift: PageTask = {
  name: "drift",
  title: "Compare with newer data",
  summary:
    "The model encodes the held-out examples and the newer ones. The codings and the reconstruction errors of both are compared; for tables also how the columns depend on each other, which takes up to half a minute.",
  button: "Compare",
  other: "Open the newer data …",
  usesModel: true,
  lacks: () => undefined,
  async run({ opened, model, held, other }, worker, tell) {
    const now = other!;
    const report = await worker.drift(model, held, now.dataset.examples, called(tell));
    const rowsOf = ({ table }: typeof now) => table?.columns[0]?.values.length ?? 0;
    const tables = opened.table && now.table && Math.min(rowsOf(opened), rowsOf(now)) >= FEWEST_ROWS;
    const relations = tables ? await worker.relations(opened.table, now.table!, called(tell)) : undefined;
    const changed = relations?.relations.filter(({ verdict }) => verdict !== "none") ?? [];
    const { scores, columns } = report;
    return {
      lines: [
        `Drift of the codings and the reconstruction errors: ${report.verdict}.`,
        `Reconstruction errors above the earlier .99 quantile: ${percent(scores.above.now)} of the newer examples, ${percent(scores.above.before)} of the held-out ones.`,
        ...(relations ? [`Drift of the relations between columns: ${relations.verdict}.`] : []),
        ...changed.map(({ words, verdict }) => `${words} (${verdict})`),
      ],
      columns: asTyped([
        { name: "compared", type: "text", data: [...columns.map(({ name }) => name), scores.name] },
        { name: "drift", type: "text", data: [...columns, scores].map(({ verdict }) => verdict) },
        { name: "psi", type: "number", data: [...columns, scores].map(({ psi }) => Number(psi.toFixed(4))) },
        { name: "p", type: "number", data: [...columns, scores].map(({ adjusted }) => Number(adjusted.toPrecision(3))) },
      ]),
    };
  },
  code: ({ other }) =>
    `import { drift } from "codings";\n\nconst { verdict, columns } = await drift("${MODEL}", ${JSON.stringify(other)});\n`,
  commands: ({ other }) => [["codings", "drift", MODEL, other]],
};
