import { DataError, OptionError } from "../../../core/errors.ts";
import { counted, figureOf, listed } from "../../../core/words.ts";
import { gridOf } from "../../series/regular.ts";
import { lengthInWords } from "../../series/time-words.ts";
import { isWhole, roleOf, type SourceColumn } from "../schema/column-types.ts";
import type { TablePreprocessing, WindowRecipe } from "../schema/columns.ts";
import { identifies } from "../schema/find-out.ts";
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
  const { by, orderBy, groupBy } = usesOf(long, recipe);
  const others = [by, orderBy, ...groupBy, ...exclude, ...(label === undefined ? [] : [label])];
  const values = recipe.values ?? (await valueColumns(long, others));
  expectColumns(long, values);
  const own = new Map(columns.map((column) => [column.name, column]));
  const sensorSql = textSql(own.get(by)!);
  const { sensors, nameless } = await sensorsOf(long, sensorSql, by);
  const all = sensors.flatMap((sensor) =>
    values.map((value) => ({ sensor, value, name: values.length === 1 ? sensor : `${sensor} ${value}` })),
  );
  expectNames(name, by, [orderBy, ...groupBy, ...all.map((cell) => cell.name)]);
  const learned = preprocessing?.columns.map((column) => column.name) ?? [];
  const known = new Set([...learned, ...(preprocessing?.leftOut.map((column) => column.name) ?? [])]);
  const cells = preprocessing ? all.filter((cell) => known.has(cell.name)) : all;
  const missing = learned.filter((column) => !cells.some((cell) => cell.name === column));
  // For a model, any other column may have the labels by which its scores are measured.
  const labels = columns.filter(
    ({ name: one, type }) =>
      (preprocessing ? ![...values, ...others.filter((other) => other !== label)].includes(one) : one === label) &&
      /^(number|boolean)$/.test(roleOf(type)) &&
      !all.some((cell) => cell.name.toLowerCase() === one.toLowerCase()),
  );
  const { place, note } = await placeOf(long, { orderBy, groupBy, sensorSql, most: sensors[0]! });
  const [p, s, first] = ["p", "s", "f"].map((letter) => `${ROW}_${letter}`);
  const selected = [
    p,
    `min(${ROW}) AS ${first}`,
    `min(${identifier(orderBy)}) AS ${identifier(orderBy)}`,
    ...groupBy.map(identifier),
    ...labels.map((one) => `max(${identifier(one.name)}) AS ${identifier(one.name)}`),
    ...cells.map(
      (cell) =>
        `avg(${numberSql(own.get(cell.value)!)}) FILTER (WHERE ${s} = ${literal(cell.sensor)}) AS ${identifier(cell.name)}`,
    ),
    ...missing.map((column) => `NULL::DOUBLE AS ${identifier(column)}`),
  ];
  const placed = `SELECT *, ${place} AS ${p}, ${sensorSql} AS ${s} FROM ${relation}`;
  const grouped = `SELECT ${selected.join(", ")} FROM (${placed}) WHERE ${s} IS NOT NULL GROUP BY ${[p, ...groupBy.map(identifier)].join(", ")}`;
  await database.run(
    `CREATE TEMP TABLE pivoted AS SELECT * EXCLUDE (${p}, ${first}), (row_number() OVER (ORDER BY ${p}, ${first})) - 1 AS ${ROW} FROM (${grouped}) ORDER BY ${ROW}`,
  );
  const [counts] = await database.rows("SELECT count(*) AS rows FROM pivoted");
  const made = [...cells.map((cell) => cell.name), ...missing].map((column) => ({ name: column, type: "DOUBLE" }));
  const unknown = sensors.filter((sensor) => !cells.some((cell) => cell.sensor === sensor));
  const are = (some: readonly string[]) => (some.length === 1 ? "is" : "are");
  return {
    relation: "pivoted",
    rowCount: Number(counts!.rows),
    columns: [...[orderBy, ...groupBy].map((column) => own.get(column)!), ...labels, ...made],
    values,
    from: columns,
    notes: [
      ...(nameless > 0
        ? [`${counted(nameless, "row")} without a value of "${by}" ${nameless === 1 ? "is" : "are"} left out`]
        : []),
      ...(unknown.length > 0
        ? [`${named(unknown)} of "${by}" ${are(unknown)} not in the training data and ${are(unknown)} left out`]
        : []),
      ...(missing.length > 0 ? [`no row has values for ${named(missing)}, so all of them are missing`] : []),
      ...(note === undefined ? [] : [note]),
    ].map((line) => `${name}: ${line}`),
  };
}

const named = (some: readonly string[]): string =>
  listed([...some.slice(0, 3).map((one) => `"${one}"`), ...(some.length > 3 ? [`${some.length - 3} more`] : [])]);

/** Returns the columns that a pivot uses. @throws OptionError if there is none that orders the rows, or one has two uses. */
function usesOf(long: OpenRows, { pivot: by, orderBy, groupBy = [] }: WindowRecipe) {
  if (by === undefined || orderBy === undefined)
    throw new OptionError(
      `A pivot of ${long.name} needs the column that orders the rows: set --order-by to the column of times.`,
    );
  expectColumns(long, [by, orderBy, ...groupBy]);
  if (by === orderBy || groupBy.includes(by))
    throw new OptionError(
      `The column "${by}" can't be used by --pivot together with --order-by or --group-by. Use it in one of them.`,
    );
  return { by, orderBy, groupBy };
}

/** Returns the columns of numbers without row numbers and those with another use. @throws DataError if there are none. */
async function valueColumns({ name, columns, database, relation }: OpenRows, others: readonly string[]): Promise<string[]> {
  const numbers = columns.filter((column) => holdsNumbers(column) && !others.includes(column.name));
  const facts = numbers.flatMap((column, i) => [
    `count(DISTINCT ${numberSql(column)}) AS d${i}`,
    `min(${numberSql(column)}) AS l${i}`,
    `max(${numberSql(column)}) AS h${i}`,
  ]);
  const [found] = await database.rows(`SELECT count(*) AS rows, ${facts.join(", ")} FROM ${relation}`);
  const rows = Number(found!.rows);
  const values = numbers.filter((column, i) => {
    const [distinct, low, high] = ["d", "l", "h"].map((letter) => Number(found![`${letter}${i}`])) as [number, number, number];
    return !(isWhole(column.type) && distinct === rows && identifies(column.name, { low, high }, rows));
  });
  if (values.length > 0) return values.map((column) => column.name);
  throw new DataError(`${name} has no column of numbers for the values of a pivot. Add one, or leave --pivot out.`);
}

/** Returns the names of the sensors, that with the most rows first, and the number of rows without one. */
async function sensorsOf(
  { name, database, relation }: OpenRows,
  sensorSql: string,
  by: string,
): Promise<{ sensors: string[]; nameless: number }> {
  const found = await database.rows(
    `SELECT ${sensorSql} AS sensor, count(*) AS rows FROM ${relation} GROUP BY 1 ORDER BY rows DESC, min(${ROW}) LIMIT ${MOST_COLUMNS + 2}`,
  );
  const sensors = found.flatMap(({ sensor }) => (sensor === null ? [] : [String(sensor)]));
  if (sensors.length === 0)
    throw new DataError(`${name}: no row has a value of "${by}", by which the table is pivoted. Use another column.`);
  return { sensors, nameless: Number(found.find(({ sensor }) => sensor === null)?.rows ?? 0) };
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

/** Returns SQL for a number that is equal for rows of the same time, and greater for later ones; and a note if that is a step. */
async function placeOf(
  long: OpenRows,
  { orderBy, groupBy, sensorSql, most }: { orderBy: string; groupBy: readonly string[]; sensorSql: string; most: string },
): Promise<{ place: string; note?: string }> {
  const { database, relation } = long;
  const { order, times } = await orderSql(long, orderBy);
  const time = times ?? `${order}::DOUBLE`;
  const ofMost = `FROM ${relation} WHERE ${sensorSql} = ${literal(most)}`;
  const countOf = (from: string) =>
    `(SELECT count(*) FROM (SELECT DISTINCT ${[time, ...groupBy.map(identifier)].join(", ")} ${from}))`;
  const [counts] = await database.rows(`SELECT ${countOf(`FROM ${relation}`)} AS all_times, ${countOf(ofMost)} AS of_most`);
  if (Number(counts!.all_times) <= SAME_TIMES * Number(counts!.of_most)) return { place: time };
  const sorted: number[] = [];
  for await (const chunk of database.chunks(`SELECT DISTINCT ${time} ${ofMost} ORDER BY 1`))
    sorted.push(...(chunk.getColumnValues(0) as number[]));
  const { step, regular } = gridOf(Float64Array.from(sorted));
  if (!regular || step === 0) return { place: time };
  // Places lie where most readings are, so that little jitter moves readings to the next place.
  const angle = `2 * pi() * (${time} / ${step}::DOUBLE)`;
  const [middle] = await database.rows(
    `SELECT atan2(avg(sin(${angle})), avg(cos(${angle}))) / (2 * pi()) AS part FROM ${relation}`,
  );
  return {
    place: `round(${time} / ${step}::DOUBLE - ${Number(middle!.part)}::DOUBLE)`,
    note: `readings have different times, so each row has the readings of ${times ? lengthInWords(step) : figureOf(step)}`,
  };
}
