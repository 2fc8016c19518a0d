import { DataError, OptionError } from "../../../core/errors.ts";
import { counted, listed } from "../../../core/words.ts";
import { gridOf } from "../../series/regular.ts";
import { roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import { expectColumns } from "../schema/learn.ts";
import { isOfTimes } from "../values/form.ts";
import { numberSql, textSql } from "./cells.node.ts";
import { identifier, literal } from "./database.node.ts";
import { type OpenRows, orderSql } from "./order.node.ts";
import { ROW } from "./relation.node.ts";

/** A long table that was made wide: a row for each time, and columns for the values of a column, such as the names of sensors. */
export interface Pivoted extends Pick<OpenRows, "columns" | "relation"> {
  readonly rowCount: number;
  /** The columns of numbers whose values the new columns have. */
  readonly values: readonly string[];
  /** The columns of the long table. */
  readonly from: readonly SourceColumn[];
  /** Lines about what was assumed or left out. */
  readonly notes: readonly string[];
}

export interface PivotOptions {
  readonly recipe: WindowRecipe;
  /** Preprocessing of an earlier table, whose columns the new one gets. */
  readonly preprocessing?: TablePreprocessing | undefined;
  /** Columns of numbers that aren't values. */
  readonly exclude?: readonly string[] | undefined;
  /** Column of labels. A row gets the highest label of its readings. */
  readonly label?: string | undefined;
}

/** Largest number of columns of a table that is made by a pivot. */
const MOST_COLUMNS = 2000;

/**
 * Makes the relation `pivoted` of a long table: one row for each time (of each group), in the order of the times, with the mean
 * of the readings of each sensor at that time. If the sensors have slightly different times, rows are a usual step apart.
 * @throws OptionError if a column doesn't exist, or if nothing orders the rows; DataError if there are no numbers, too many sensors,
 * or sensors whose names differ only in case, and as `seriesOf` does for invalid times.
 */
export async function pivot(long: OpenRows, { recipe, preprocessing, exclude = [], label }: PivotOptions): Promise<Pivoted> {
  const { name, columns, database, relation } = long;
  const { pivot: by, orderBy, groupBy = [] } = recipe;
  if (by === undefined || orderBy === undefined)
    throw new OptionError(`A pivot of ${name} needs the column that orders the rows: set --order-by to the column of times.`);
  expectColumns(long, [by, orderBy, ...groupBy]);
  if (by === orderBy || groupBy.includes(by))
    throw new OptionError(
      `The column "${by}" can't be used by --pivot together with --order-by or --group-by. Use it in one of them.`,
    );
  const own = new Map(columns.map((column) => [column.name, column]));
  const isOther = (column: string) => [by, orderBy, ...groupBy, ...exclude, label].includes(column);
  const values =
    recipe.values ?? columns.filter((column) => holdsNumbers(column) && !isOther(column.name)).map((column) => column.name);
  expectColumns(long, values);
  if (values.length === 0)
    throw new DataError(`${name} has no column of numbers beside "${orderBy}" for the columns of a pivot. Add one.`);
  const sensorSql = textSql(own.get(by)!);
  const found = await database.rows(
    `SELECT ${sensorSql} AS sensor, count(*) AS rows FROM ${relation} GROUP BY 1 ORDER BY min(${ROW}) LIMIT ${MOST_COLUMNS + 2}`,
  );
  const sensors = found.flatMap(({ sensor, rows }) => (sensor === null ? [] : [{ sensor: String(sensor), rows: Number(rows) }]));
  const cells = sensors.flatMap(({ sensor }) =>
    values.map((value) => ({ sensor, value, name: values.length === 1 ? sensor : `${sensor} ${value}` })),
  );
  expectNames(name, by, [orderBy, ...groupBy, ...cells.map((cell) => cell.name)]);
  const learned = preprocessing?.columns.map((column) => column.name);
  const known = new Set(preprocessing?.leftOut.map((column) => column.name).concat(learned!));
  const wanted = preprocessing ? cells.filter((cell) => known.has(cell.name)) : cells;
  const missing = (learned ?? []).filter((column) => !isOther(column) && !wanted.some((cell) => cell.name === column));
  // Any of them may have the labels by which scores are measured.
  const labels = columns.filter(
    ({ name: one, type }) =>
      (one === label || (preprocessing && !values.includes(one) && !isOther(one))) &&
      /^(number|boolean)$/.test(roleOf(type)) &&
      !cells.some((cell) => cell.name.toLowerCase() === one.toLowerCase()),
  );
  const unknown = sensors.filter(({ sensor }) => !wanted.some((cell) => cell.sensor === sensor));
  const nameless = Number(found.find(({ sensor }) => sensor === null)?.rows ?? 0);
  const place = await placeSql(long, {
    orderBy,
    groupBy,
    sensorSql,
    most: sensors.reduce((a, b) => (b.rows > a.rows ? b : a)).sensor,
  });
  const [p, s, first] = ["p", "s", "f"].map((letter) => `${ROW}_${letter}`);
  const keys = [
    `min(${identifier(orderBy)}) AS ${identifier(orderBy)}`,
    ...groupBy.map(identifier),
    ...labels.map((one) => `max(${identifier(one.name)}) AS ${identifier(one.name)}`),
  ];
  const numbers = [
    ...wanted.map(
      (cell) =>
        `avg(${numberSql(own.get(cell.value)!)}) FILTER (WHERE ${s} = ${literal(cell.sensor)}) AS ${identifier(cell.name)}`,
    ),
    ...missing.map((column) => `NULL::DOUBLE AS ${identifier(column)}`),
  ];
  await database.run(
    `CREATE TEMP TABLE pivoted AS SELECT * EXCLUDE (${p}, ${first}), (row_number() OVER (ORDER BY ${p}, ${first})) - 1 AS ${ROW} FROM (SELECT ${p}, min(${ROW}) AS ${first}, ${[...keys, ...numbers].join(", ")} FROM (SELECT *, ${place} AS ${p}, ${sensorSql} AS ${s} FROM ${relation}) WHERE ${s} IS NOT NULL GROUP BY ${[p, ...groupBy.map(identifier)].join(", ")}) ORDER BY ${ROW}`,
  );
  const [counts] = await database.rows("SELECT count(*) AS rows FROM pivoted");
  const named = (some: readonly string[]) =>
    listed([...some.slice(0, 3).map((one) => `"${one}"`), ...(some.length > 3 ? [`${some.length - 3} more`] : [])]);
  return {
    relation: "pivoted",
    rowCount: Number(counts!.rows),
    columns: [
      ...[orderBy, ...groupBy].map((column) => own.get(column)!),
      ...labels,
      ...[...wanted.map((cell) => cell.name), ...missing].map((column) => ({ name: column, type: "DOUBLE" })),
    ],
    values,
    from: columns,
    notes: [
      ...(nameless > 0
        ? [`${name}: ${counted(nameless, "row")} without a value of "${by}" ${nameless === 1 ? "is" : "are"} left out`]
        : []),
      ...(unknown.length > 0
        ? [
            `${name}: ${named(unknown.map(({ sensor }) => sensor))} of "${by}" ${unknown.length === 1 ? "wasn't" : "weren't"} in the training data, and ${unknown.length === 1 ? "is" : "are"} left out`,
          ]
        : []),
      ...(missing.length > 0
        ? [
            `${name}: no row has values for ${named(missing)}, so ${missing.length === 1 ? "it is" : "they are"} missing everywhere`,
          ]
        : []),
    ],
  };
}

const holdsNumbers = ({ type, form, codes }: SourceColumn): boolean =>
  !codes && (roleOf(type) === "number" || (roleOf(type) === "text" && form !== undefined && !isOfTimes(form)));

/** @throws DataError if there are too many columns, or two that DuckDB can't tell apart. */
function expectNames(table: string, by: string, names: readonly string[]): void {
  if (names.length > MOST_COLUMNS)
    throw new DataError(
      `${table}: a pivot by "${by}" has more than ${MOST_COLUMNS} columns. Use a column with fewer different values, or select rows with --query.`,
    );
  const seen = new Map<string, string>();
  for (const one of names) {
    const other = seen.get(one.toLowerCase());
    if (other !== undefined)
      throw new DataError(
        `${table}: a pivot by "${by}" has two columns "${other}" and "${one}"${other === one ? "" : ", which differ only in case"}. Rename one of the values or columns.`,
      );
    seen.set(one.toLowerCase(), one);
  }
}

/** With more different times than this, for each time of the sensor with most rows, sensors don't have the same times. */
const SAME_TIMES = 1.2;

/** Returns SQL for a number that is equal for rows of the same time, and greater for later ones. */
async function placeSql(
  long: OpenRows,
  { orderBy, groupBy, sensorSql, most }: { orderBy: string; groupBy: readonly string[]; sensorSql: string; most: string },
): Promise<string> {
  const { database, relation } = long;
  const { order, times } = await orderSql(long, orderBy);
  const time = times ?? `${order}::DOUBLE`;
  const ofMost = `FROM ${relation} WHERE ${sensorSql} = ${literal(most)}`;
  const groups = groupBy.map((name) => `, ${identifier(name)}`).join("");
  const [counts] = await database.rows(
    `SELECT (SELECT count(*) FROM (SELECT DISTINCT ${time}${groups} FROM ${relation})) AS all_times, (SELECT count(*) FROM (SELECT DISTINCT ${time}${groups} ${ofMost})) AS of_most`,
  );
  if (Number(counts!.all_times) <= SAME_TIMES * Number(counts!.of_most)) return time;
  const sorted: number[] = [];
  for await (const chunk of database.chunks(`SELECT DISTINCT ${time} ${ofMost} ORDER BY 1`))
    sorted.push(...(chunk.getColumnValues(0) as number[]));
  const { step, regular } = gridOf(Float64Array.from(sorted));
  if (!regular || step === 0) return time;
  // Places lie where most readings are, so that little jitter moves readings to the next place.
  const angle = `2 * pi() * (${time} / ${step}::DOUBLE)`;
  const [middle] = await database.rows(
    `SELECT atan2(avg(sin(${angle})), avg(cos(${angle}))) / (2 * pi()) AS part FROM ${relation}`,
  );
  return `round(${time} / ${step}::DOUBLE - ${Number(middle!.part)}::DOUBLE)`;
}
