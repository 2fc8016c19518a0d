import type { Column, TablePreprocessing } from "../data/tables/schema/columns.ts";

/**
 * Writes a complete Python program that runs one of a table model's ONNX files. It has a line for each column that describes its
 * values.
 */
export function tableProgram({ columns }: TablePreprocessing, file: string, outputs: readonly string[]): string {
  const cells = columns.map((column) => `    ${literal(column.name)}: ${example(column)},  # ${holds(column)}`);
  return `import numpy as np
import onnxruntime

# Columns by name, each with all of its rows. A pandas data frame works, too. None, NaN and NaT are missing values.
table = {
${cells.join("\n")}
}
session = onnxruntime.InferenceSession(${literal(file)})
feeds = {}
for column in session.get_inputs():
    values = np.asarray(table[column.name])
    if column.type == "tensor(string)":
        values = np.array(["" if value is None or value != value else str(value) for value in values], dtype=object)
    elif values.dtype.kind == "M":
        values = (values - np.datetime64(0, "s")) / np.timedelta64(1, "s")
    else:
        values = values.astype("float64")
    feeds[column.name] = values.reshape(-1, 1)
${outputs.join(", ")} = session.run(None, feeds)`;
}

/** Returns a program as a code block in Markdown. */
export const asCode = (program: string): string => program.replace(/^(?=.)/gm, "    ");

/** Describes how a table model's ONNX files are used from Python, as a part of its card. */
export function tableUse(table: TablePreprocessing, outputs: readonly string[]): string {
  return `The ONNX files take the unchanged columns of the table, each as an input of its own, [rows, 1]. They contain the means, categories and
cycles of the training rows. Numbers are doubles (NaN: missing). Times are doubles, too: seconds since 1970 UTC. Texts and booleans are
strings ("": missing). A category that didn't occur in training counts as one of the others. \`encoder.onnx\` returns codings.
\`autoencoder.onnx\` returns each reconstructed column in its own unit (for a time, the seconds since the start of its ${CYCLES}),
and \`decoder.onnx\` returns the same from codings. \`scorer.onnx\` returns each row's \`score\` and its \`errors\` by column, in the order below${
    outputs.length > 2
      ? `,
the percentage of held-out rows with at most this score (\`percentile\`), and whether the row is an \`outlier\``
      : ""
  }. In Python, in this folder:

${asCode(tableProgram(table, "scorer.onnx", outputs))}
`;
}

const CYCLES = "day, week (which begins on Thursday) and year";

/** Writes a text as both Python and JSON do. */
const literal = (text: string): string => JSON.stringify(text);

/** Returns a typical value of the column and a missing one. */
function example(column: Column): string {
  if (column.kind === "date") return 'np.array(["2026-01-31T12:00", "NaT"], dtype="datetime64[s]")';
  if (column.kind === "category") return column.open ? `[${literal(column.values[0] ?? "")}, None]` : "[True, None]";
  return `[${column.whole ? Math.round(column.center) : Number(column.center.toPrecision(4))}, None]`;
}

/** Maximum number of a category's values that are listed. */
const NAMED = 5;

function holds(column: Column): string {
  if (column.kind === "date") return "time, in UTC";
  if (column.kind === "number") return column.whole ? "whole number" : "number";
  if (!column.open) return "true or false";
  const named = column.values.slice(0, NAMED).map(literal).join(", ");
  return `text: ${named}${column.values.length > NAMED ? `, … (${column.values.length})` : ""}, or another`;
}
