import { Command } from "commander";
import { count, rounded } from "../core/words.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { describe as describeData } from "../tasks/describe.node.ts";
import type { ExamplesDescription, TableDescription } from "../tasks/describe.ts";
import { type CommonOptions, outputOf, partNamed } from "./command.ts";
import { READING, schemaOptionsIn, withSchemaOptions } from "./schema-options.ts";

export const describe = () =>
  withSchemaOptions(new Command("describe"), [...READING, "keys", "label", "exclude", "categories"])
    .description("says what DATA holds: a table's columns and what they would be learned as, an array's shape and range")
    .argument("<data>", "a dataset's name, a file or a folder")
    .option("--part <part>", "train or test, of data that has both", partNamed, "train")
    .action(async (data: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<CommonOptions & { readonly part: "train" | "test" }>();
      const { part, seed } = options;
      const output = outputOf(options);
      const table = { ...tableOptionsIn(schemaOptionsIn({ ...options })), onProgress: output.tell.onProgress };
      const described = await describeData(data, { part, seed, table });
      output.live("");
      const lines = "columns" in described ? tableLines(described) : examplesLines(described);
      if (!options.json) process.stdout.write(`${lines.join("\n")}\n`);
      output.result({ ...described });
    });

/** MB of so many float32 numbers. */
const memoryOf = (numbers: number): string => {
  const megabytes = (4 * numbers) / 1e6;
  return megabytes < 0.1
    ? `${count(4 * numbers)} bytes`
    : `${megabytes.toLocaleString("en-US", { maximumSignificantDigits: 3 })} MB`;
};

function tableLines(table: TableDescription): string[] {
  const { name, rows, features, columns, keys, label, leftOut, warnings } = table;
  const all = new Set([...columns, ...leftOut].map((column) => column.name).concat(keys, label ?? []));
  return [
    `${name}: ${count(rows)} rows, ${count(all.size)} columns; ${count(columns.length)} learned from, as ${count(features)} features (${memoryOf(rows * features)})`,
    ...describeTable(table),
    ...warnings.map((line) => `! ${line}`),
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
