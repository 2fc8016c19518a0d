import { Command } from "commander";
import { optionsIn } from "../core/options.ts";
import type { Dataset } from "../data/dataset.ts";
import { isTable, openDataset } from "../data/open.node.ts";
import { explainTableError } from "../data/tables/duckdb/explain.ts";
import { learnPreprocessing } from "../data/tables/duckdb/learn.node.ts";
import { openTableSource, TABLE_SOURCE } from "../data/tables/duckdb/source.node.ts";
import type { TableOptions } from "../data/tables/open.node.ts";
import { featureGroups } from "../data/tables/schema/columns.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { tableOptionsIn } from "../recipes/columns.ts";
import { tableWarnings } from "../tasks/table-warnings.node.ts";
import { type CommonOptions, count, outputOf, partNamed, wantedOf } from "./command.ts";
import { schemaOptionsIn, withSchemaOptions } from "./schema-options.ts";

type DescribeOptions = CommonOptions & { readonly part: "train" | "test" };

export const describe = () =>
  withSchemaOptions(new Command("describe"), ["query", "keys", "label", "exclude", "categories"])
    .description("says what DATA holds: a table's columns and what they would be learned as, an array's shape and range")
    .argument("<data>", "a dataset's name, a file or a folder")
    .option("--part <part>", "train or test, of data that has both", partNamed, "train")
    .action(async (data: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<DescribeOptions>();
      const { lines, result } = (await isTable(data))
        ? await describeColumns(data, options)
        : describeExamples(await openDataset(data, wantedOf(options)));
      if (!options.json) process.stdout.write(`${lines.join("\n")}\n`);
      outputOf(options).result(result);
    });

interface Description {
  readonly lines: readonly string[];
  readonly result: Record<string, unknown>;
}

/** MB of so many float32 numbers. */
const memoryOf = (numbers: number): string => {
  const megabytes = (4 * numbers) / 1e6;
  return megabytes < 0.1
    ? `${count(4 * numbers)} bytes`
    : `${megabytes.toLocaleString("en-US", { maximumSignificantDigits: 3 })} MB`;
};

async function describeColumns(data: string, flags: DescribeOptions): Promise<Description> {
  const options: TableOptions = tableOptionsIn(schemaOptionsIn({ ...flags }));
  const source = await openTableSource(data, optionsIn(TABLE_SOURCE, options));
  try {
    const table = await learnPreprocessing(source, options);
    const warnings = [...source.notes, ...(await tableWarnings(source, table))];
    const features = featureGroups(table).reduce((sum, { size }) => sum + size, 0);
    const { name, rowCount: rows } = source;
    return {
      lines: [
        `${name}: ${count(rows)} rows, ${count(source.columns.length)} columns; ${count(table.columns.length)} learned from, as ${count(features)} features (${memoryOf(rows * features)})`,
        ...describeTable(table),
        ...warnings.map((line) => `! ${line}`),
      ],
      result: { name, rows, features, ...table, warnings },
    };
  } catch (error) {
    throw explainTableError(error, source.name);
  } finally {
    source.close();
  }
}

function describeExamples({ name, examples, labels, classes }: Dataset): Description {
  const [rows, ...shape] = examples.shape as [number, ...number[]];
  const { dtype, data } = examples;
  let [low, high, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  const mean = sum / data.length;
  const counts = new Map<number, number>();
  for (const label of labels?.data ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  const named = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, examplesOfIt]) => ({ name: classes?.[label] ?? String(label), count: examplesOfIt }));
  const longest = Math.max(0, ...named.map((of) => of.name.length));
  const short = (value: number) => Number(value.toPrecision(4));
  return {
    lines: [
      `${name}: ${count(rows)} examples of ${shape.join(" x ")}, ${dtype} (${count(data.byteLength / 1e6)} MB)`,
      `  from ${short(low)} to ${short(high)}, mean ${short(mean)}`,
      ...(named.length > 0 ? [`  ${named.length} classes:`] : []),
      ...named.map((of) => `  ${of.name.padEnd(longest)}  ${count(of.count)}`),
    ],
    result: { name, shape: examples.shape, dtype, low, high, mean, ...(named.length > 0 && { classes: named }) },
  };
}
