import { OptionError } from "../core/errors.ts";
import { message, option } from "../core/message.ts";
import { given, knownOptions, type OptionNames, optionsIn } from "../core/options.ts";
import { isTable, OPEN_OPTIONS, type OpenOptions, openDataset } from "../data/open.node.ts";
import { explainTableError } from "../data/tables/duckdb/explain.ts";
import { learnPreprocessing } from "../data/tables/duckdb/learn.node.ts";
import { missingWordLines } from "../data/tables/duckdb/missing-words.node.ts";
import { openTableSource, TABLE_SOURCE } from "../data/tables/duckdb/source.node.ts";
import { straysIn } from "../data/tables/duckdb/strays.node.ts";
import { mayBeLarge, STREAMING_MEMORY } from "../data/tables/duckdb/stream.node.ts";
import type { TableOptions } from "../data/tables/open.node.ts";
import { featureWidth } from "../data/tables/schema/features.ts";
import { strayLines } from "../data/tables/schema/strays.ts";
import { readWords } from "../data/tables/values/forms.ts";
import type { RecipeOptionName, RecipeOptions } from "../recipes/schema.ts";
import { type DataDescription, describe as describeExamples, type TableDescription } from "./describe.ts";
import { tableSeries } from "./describe-series.node.ts";
import { tableFigures } from "./table-figures.node.ts";
import { tableWarnings } from "./table-warnings.node.ts";

/** Options of `describe` in Node: those of `openDataset`, and the columns that make series of a table's rows. */
export interface DescribeOptions extends OpenOptions, Pick<RecipeOptions, "orderBy" | "groupBy" | "pivot"> {}

const DESCRIBE_OPTIONS: OptionNames<DescribeOptions> = { ...OPEN_OPTIONS, orderBy: true, groupBy: true, pivot: true };

/**
 * Describes data. For a table, it returns how each column is used for training, and warnings; and if a column orders the rows,
 * the usual step, gaps, periods and drift of its series. For other data, it returns the shape, the range and the classes. A table
 * may be larger than memory.
 * @param data - name of a dataset, or path of a file or folder.
 * @param options - options of `openDataset`; `table` has those of the columns. `orderBy` is the column that orders the rows (the
 * only column of times by default), and `groupBy` has the columns that identify series. `pivot` is the column of a long table
 * whose values become columns.
 * @throws DataError if the data can't be read; OptionError if `table` names a column that doesn't exist.
 * @example
 * const { warnings } = await describe("people.csv", { table: { label: "income" } });
 */
export async function describe(data: string, options: DescribeOptions = {}): Promise<DataDescription> {
  const { orderBy, groupBy, pivot, ...opening } = knownOptions("describe", options, DESCRIBE_OPTIONS);
  if (await isTable(data, undefined, options.maxMemory)) return describeTable(data, options);
  const [ofSeries] = Object.keys(given({ orderBy, groupBy, pivot })) as RecipeOptionName[];
  if (ofSeries) throw new OptionError(message`${option(ofSeries)} is for tables, but ${data} isn't one. Leave it out.`);
  return describeExamples(await openDataset(data, opening));
}

async function describeTable(
  data: string,
  { table: columns, maxMemory, orderBy, groupBy, pivot }: DescribeOptions,
): Promise<TableDescription> {
  const windows = given({ window: 1, step: 1, orderBy, groupBy, pivot });
  const options: TableOptions = { ...columns, ...given({ maxMemory }), windows };
  const source = await openTableSource(data, {
    ...((await mayBeLarge(data)) && { memory: STREAMING_MEMORY, readOften: true }),
    ...optionsIn(TABLE_SOURCE, options),
  });
  try {
    const table = await learnPreprocessing(source, options);
    const strays = await straysIn(source, table.columns);
    const warnings: string[] = [
      ...source.notes,
      ...(await missingWordLines(source)),
      ...strayLines(source.name, strays),
      ...(await tableWarnings(source, table)),
    ];
    const series = await tableSeries(source, table, { orderBy, groupBy, warn: (line) => warnings.push(line) });
    const features = featureWidth(table);
    const figures = await tableFigures(source, table);
    const readings = source.columns.flatMap(({ name, form, example }) =>
      form && example !== undefined && table.forms?.[name] ? [{ name, text: example, value: readWords(form, example) }] : [],
    );
    return {
      name: source.name,
      rows: source.rowCount,
      features,
      ...table,
      warnings,
      readings,
      strays,
      figures,
      ...(series && { series }),
    };
  } catch (error) {
    throw explainTableError(error, source.name);
  } finally {
    source.close();
  }
}
