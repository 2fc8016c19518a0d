import { Command } from "commander";
import type { Histogram } from "../core/histogram.ts";
import { given } from "../core/options.ts";
import { count, counted, rounded } from "../core/words.ts";
import type { Column } from "../data/tables/schema/columns.ts";
import { describeColumn as columnWords, describeTable } from "../data/tables/schema/describe.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { columnNames } from "../recipes/kinds.ts";
import { type DescribeOptions, describe as describeData } from "../tasks/describe.node.ts";
import type { ExamplesDescription, TableDescription, TableFigures } from "../tasks/describe.ts";
import { type CommonOptions, outputOf, parsedBy, partNamed } from "./command.ts";
import { READING, schemaOptionsIn, withSchemaOptions } from "./schema-options.ts";
import { seriesLines } from "./series-lines.ts";

export const describe = () =>
  withSchemaOptions(new Command("describe"), [...READING, "keys", "label", "exclude", "categories", "drawTailsIn"])
    .description(
      "describe the columns of a table, how they are used for training and its series, or the shape and range of an array",
    )
    .argument("<data>", "name of a dataset, file or folder")
    .option("--order-by <column>", "column of times or numbers that orders the rows (default: the only column of times)")
    .option(
      "--group-by <columns>",
      "columns that identify series; each series is described",
      parsedBy((text) => columnNames.read(text, "--group-by")),
    )
    .option("--pivot <column>", "column of a long table, such as sensor, whose values become columns")
    .option("--part <part>", "part of the dataset to use, if it has both: train or test", partNamed, "train")
    .action(async (data: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & DescribeOptions>();
      const { part, seed, orderBy, groupBy, pivot } = options;
      const output = outputOf(options);
      const table = { ...tableOptionsIn(schemaOptionsIn({ ...options })), onProgress: output.tell.onProgress };
      const described = await describeData(data, {
        part,
        seed,
        maxMemory: table.maxMemory,
        table,
        ...given({ orderBy, groupBy, pivot }),
      });
      output.live("");
      const lines = "columns" in described ? tableLines(described) : examplesLines(described);
      if (!options.json) process.stdout.write(`${lines.join("\n")}\n`);
      output.result({ ...described });
    });

/** Formats the memory of float32 numbers. */
const memoryOf = (numbers: number): string => {
  const megabytes = (4 * numbers) / 1e6;
  return megabytes < 0.1
    ? `${count(4 * numbers)} bytes`
    : `${megabytes.toLocaleString("en-US", { maximumSignificantDigits: 3 })} MB`;
};

function tableLines(table: TableDescription): string[] {
  const { name, rows, features, columns, keys, label, leftOut, warnings, readings, figures, series } = table;
  const all = new Set([...columns, ...leftOut].map((column) => column.name).concat(keys, label ?? []));
  const histograms = new Map(figures.histograms.map((histogram) => [histogram.name, histogram]));
  const describeColumn = (column: Column): string => {
    const histogram = histograms.get(column.name);
    return `${columnWords(column)}${histogram && histogram.counts.length > 1 ? `, ${histogramWords(histogram)}` : ""}`;
  };
  return [
    `${name}: ${count(rows)} rows, ${count(all.size)} columns; ${count(columns.length)} used for training, as ${count(features)} features (${memoryOf(rows * features)})`,
    ...describeTable(table, describeColumn, readings),
    ...correlationLines(figures, rows),
    ...(series ? seriesLines(series) : []),
    ...(rows < FEW_ROWS ? [`! ${counted(rows, "row")} may be too few to tell how the columns should be read`] : []),
    ...warnings.map((line) => `! ${line}`),
  ];
}

/** With fewer rows, the kind of a column is uncertain, and correlations mean little. */
const FEW_ROWS = 10;
const BARS = "▁▂▃▄▅▆▇█";

/** Formats a histogram as "3 ▁▄█▂ 17", from the smallest to the largest value. */
function histogramWords({ edges, counts }: Histogram): string {
  const most = Math.max(...counts);
  const bars = counts.map((n) => (n === 0 ? " " : BARS[Math.ceil((n / most) * BARS.length) - 1])).join("");
  const [first, last] = [edges[0]!, edges.at(-1)!];
  // Bins of whole numbers begin and end halfway between two numbers.
  const margin = last - first === counts.length && !Number.isInteger(first) ? 0.5 : 0;
  return `${rounded(first + margin, 4)} ${bars} ${rounded(last - margin, 4)}`;
}

/** Maximum number of pairs that are printed, and their smallest correlation. */
const [MOST_PAIRS, LEAST_SHOWN] = [5, 0.5];

function correlationLines({ rows, histograms, correlations: { columns, values } }: TableFigures, all: number): string[] {
  const pairs = columns.flatMap((a, i) => columns.slice(0, i).map((b, j) => ({ a: b, b: a, r: values[i]![j] ?? 0 })));
  const strong =
    rows < FEW_ROWS
      ? []
      : pairs.filter(({ r }) => Math.abs(r) >= LEAST_SHOWN).sort((one, other) => Math.abs(other.r) - Math.abs(one.r));
  const some = [
    ...(histograms.length > columns.length
      ? [`the first ${columns.length} of ${count(histograms.length)} columns of numbers`]
      : []),
    ...(rows < all ? [`${count(rows)} of ${count(all)} rows, evenly drawn`] : []),
  ];
  const shown = strong.slice(0, MOST_PAIRS).map(({ a, b, r }) => `${a} and ${b} ${r.toFixed(2)}`);
  const more = strong.length > MOST_PAIRS ? `, and ${strong.length - MOST_PAIRS} more` : "";
  return [
    ...(shown.length > 0 ? [`  correlated: ${shown.join(", ")}${more}`] : []),
    ...(some.length > 0 ? [`  bars and correlations use ${some.join(" and ")}`] : []),
  ];
}

function examplesLines({ name, shape, dtype, low, high, mean, classes = [], notes = [] }: ExamplesDescription): string[] {
  const [rows, ...size] = shape as [number, ...number[]];
  const bytes = shape.reduce((all, length) => all * length, dtype === "uint8" ? 1 : 4);
  const longest = Math.max(0, ...classes.map((of) => of.name.length));
  const short = (value: number) => rounded(value, 4);
  return [
    `${name}: ${count(rows)} examples of ${size.join(" x ")}, ${dtype} (${count(bytes / 1e6)} MB)`,
    `  from ${short(low)} to ${short(high)}, mean ${short(mean)}`,
    ...(classes.length > 0 ? [`  ${classes.length} classes:`] : []),
    ...classes.map((of) => `  ${of.name.padEnd(longest)}  ${count(of.count)}`),
    ...notes.map((line) => `! ${line}`),
  ];
}
