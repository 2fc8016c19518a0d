import { counted } from "../../core/words.ts";
import { findingColumns } from "../../tasks/finding-columns.ts";
import { called } from "../engine/workers.ts";
import { asTyped } from "./columns.ts";
import { needsTable, type PageTask } from "./task.ts";

export const check: PageTask = {
  name: "check",
  title: "Cells that are probably wrong",
  summary:
    "Networks that haven't learned a row predict each of its cells from the others. The list has the cells that contradict their rows, misspelt words and repeated rows. It takes up to half a minute.",
  button: "Check this table",
  usesModel: false,
  lacks: needsTable,
  async run({ opened }, worker, tell) {
    const { findings, rows } = await worker.check(opened.table!, called(tell));
    return {
      lines: [
        findings.length === 0
          ? `No cell of ${counted(rows, "row")} is suspicious.`
          : `${counted(findings.length, "cell")} of ${counted(rows, "row")}, the most suspicious first:`,
      ],
      ...(findings.length > 0 && { columns: asTyped(findingColumns(findings)) }),
    };
  },
  code: ({ file }) => `import { check } from "codings";\n\nconst { findings } = await check(${JSON.stringify(file)});\n`,
  commands: ({ file }) => [["codings", "check", file]],
};
