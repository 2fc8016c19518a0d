import type { Column, TablePreprocessing } from "../data/tables/schema/columns.ts";

/** A Python program that feeds one of a table model's ONNX files; it is whole, with a line for each column that says what it holds. */
export function tableProgram({ columns }: TablePreprocessing, file: string, outputs: readonly string[]): string {
  const cells = columns.map((column) => `    ${literal(column.name)}: ${example(column)},  # ${holds(column)}`);
  return `import numpy as np
import onnxruntime

# Columns by name, each with all of its rows; a pandas data frame does as well. None, NaN and NaT are missing values.
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

/** A program as Markdown shows it. */
export const asCode = (program: string): string => program.replace(/^(?=.)/gm, "    ");

/** How a table model's ONNX files are used from Python, as a part of its card. */
export function tableUse(table: TablePreprocessing, outputs: readonly string[]): string {
  return `The ONNX files take the table's columns as they are, each as an input of its own, [rows, 1]: means, categories and cycles are those of the rows
that the model learned from, and stand in the files. Numbers are doubles (NaN: missing), times are doubles too, seconds since 1970 UTC;
text and booleans are strings ("": missing). A category that training hasn't seen is one of the others. From \`encoder.onnx\` come codings, from
\`autoencoder.onnx\` each column reconstructed, in its own unit (of a time the seconds that have passed of its ${CYCLES}),
from \`decoder.onnx\` the same of codings. \`scorer.onnx\` gives each row's \`score\` and its \`errors\` by column, in the order below${
    outputs.length > 2
      ? `,
how many percent of the held-out rows score no higher (\`percentile\`), and whether it is an \`outlier\``
      : ""
  }. In Python, in this folder:

${asCode(tableProgram(table, "scorer.onnx", outputs))}
`;
}

const CYCLES = "day, week from Thursday on, and year";

/** Text as Python and JSON both write it. */
const literal = (text: string): string => JSON.stringify(text);

/** A value such as the column's rows have, and a missing one. */
function example(column: Column): string {
  if (column.kind === "date") return 'np.array(["2026-01-31T12:00", "NaT"], dtype="datetime64[s]")';
  if (column.kind === "category") return column.open ? `[${literal(column.values[0] ?? "")}, None]` : "[True, None]";
  return `[${column.whole ? Math.round(column.center) : Number(column.center.toPrecision(4))}, None]`;
}

/** How many of a category's values are named. */
const NAMED = 5;

function holds(column: Column): string {
  if (column.kind === "date") return "time, in UTC";
  if (column.kind === "number") return column.whole ? "whole number" : "number";
  if (!column.open) return "true or false";
  const named = column.values.slice(0, NAMED).map(literal).join(", ");
  return `text: ${named}${column.values.length > NAMED ? `, … (${column.values.length})` : ""}, or another`;
}
