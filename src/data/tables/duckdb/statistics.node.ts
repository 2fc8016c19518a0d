import { unitOf } from "../../../core/statistics.ts";
import {
  type ColumnStatistics,
  DECORATED,
  FEW_VALUES,
  FIRST_UNSAFE,
  type LookedAt,
  type NumberStatistics,
  SAMPLE,
} from "../schema/column-facts.ts";
import { isWhole, roleOf } from "../schema/column-types.ts";
import { isOfTimes } from "../values/form.ts";
import { FAR_POWERS } from "../values/plain-type.ts";
import { numberSql, phaseSql, textSql, timeSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { ROW } from "./relation.node.ts";
import { evenlyDrawn } from "./samples.node.ts";
import type { TableSource } from "./source.node.ts";

/**
 * Returns the number of columns per pass over a table. The time to plan a query grows with the square of the columns that it
 * reads, and in proportion to those of the table (10,000 columns of 400 rows: 17 s with 150 at a time, 64 s with 25).
 */
export const columnsAtATime = (count: number): number => Math.max(25, Math.round(1.5 * Math.sqrt(count)));

/**
 * Computes the statistics of all columns in one pass over the source. Rows are added in order, so that the same table has the
 * same statistics.
 * @param where SQL condition for the training rows.
 */
export async function columnStatistics(
  source: TableSource,
  columns: readonly LookedAt[],
  where = "true",
): Promise<Map<string, ColumnStatistics>> {
  const found = new Map<string, ColumnStatistics>();
  if (columns.length === 0) return found;
  await source.database.inOrder(async () => {
    const size = columnsAtATime(source.columns.length);
    for (let at = 0; at < columns.length; at += size)
      for (const [name, statistics] of await together(source, columns.slice(at, at + size), where)) found.set(name, statistics);
    await findInfinities(source, columns, found, where);
    await measureAgain(source, columns, found, where);
  });
  return found;
}

const known = new WeakMap<TableSource, Map<string, ColumnStatistics>>();

const keyOf = ({ name, type, as = roleOf(type) }: LookedAt) => `${as} ${name}`;

/** Returns a column's statistics in all rows, if they were computed before. */
export const knownStatistics = (source: TableSource, column: LookedAt): ColumnStatistics | undefined =>
  known.get(source)?.get(keyOf(column));

/** Returns columns' statistics in all rows. Reads the source only for those that weren't computed before. */
export async function statisticsOfAll(source: TableSource, columns: readonly LookedAt[]): Promise<Map<string, ColumnStatistics>> {
  const own = known.get(source) ?? new Map<string, ColumnStatistics>();
  known.set(source, own);
  const asked = columns.filter((column) => !own.has(keyOf(column)));
  const found = await columnStatistics(source, asked);
  for (const column of asked) own.set(keyOf(column), found.get(column.name)!);
  return new Map(columns.map((column) => [column.name, own.get(keyOf(column))!]));
}

const NO_QUARTILES = [Number.NaN, Number.NaN, Number.NaN];

/** If the mean is more than this many deviations away from 0, a deviation that is computed in one pass has few correct digits. */
const FAR_AWAY = 1000;
/** The squares of numbers outside this range lose digits or overflow. */
const [LEAST_SQUARED, MOST_SQUARED] = [1e-140, 1e150];

/** Finds the rows of infinite numbers. */
async function findInfinities(
  source: TableSource,
  columns: readonly LookedAt[],
  found: Map<string, ColumnStatistics>,
  holds: string,
) {
  const infinite = columns.filter(({ name }) => {
    const { number } = found.get(name)!;
    return number !== undefined && (number.low === -Infinity || number.high === Infinity);
  });
  if (infinite.length === 0) return;
  const rows = infinite.map((column, i) => `min(${where(`isinf(${numberSql(column)})`, ROW)}) AS r${i}`);
  const [row = {}] = await source.database.rows(`SELECT ${rows.join(", ")} FROM ${source.relation} WHERE ${holds}`);
  for (const [i, { name }] of infinite.entries()) found.set(name, { ...found.get(name)!, infinite: Number(row[`r${i}`]) });
}

/** Computes the means and deviations again that one pass computes inaccurately, with numbers scaled by their range. */
async function measureAgain(
  source: TableSource,
  columns: readonly LookedAt[],
  found: Map<string, ColumnStatistics>,
  holds: string,
): Promise<void> {
  const { database, relation } = source;
  const wrong = columns.flatMap((column) => {
    const { number, infinite } = found.get(column.name)!;
    return number && infinite === undefined && number.low < number.high && isWrong(number)
      ? [{ column, number, x: numberSql(column) }]
      : [];
  });
  const size = columnsAtATime(source.columns.length);
  const averages = async (sql: readonly string[]): Promise<number[]> => {
    const [row = {}] = await database.rows(
      `SELECT ${sql.map((x, i) => `favg(${x}) AS a${i}`).join(", ")} FROM ${relation} WHERE ${holds}`,
    );
    return sql.map((_, i) => Number(row[`a${i}`]));
  };
  for (let at = 0; at < wrong.length; at += size) {
    const some = wrong.slice(at, at + size);
    // A sum may be too large for a float64.
    const lost = some.filter(({ number }) => !Number.isFinite(number.mean));
    const scaled = lost.length > 0 ? await averages(lost.map(({ x }) => `${x} / ${2 ** 64}::DOUBLE`)) : [];
    const means = some.map((one) => (lost.includes(one) ? scaled[lost.indexOf(one)]! * 2 ** 64 : one.number.mean));
    const units = some.map(({ number: { low, high } }) => unitOf(high - low));
    const distances = some.map(({ x }, i) => `${x} / ${units[i]}::DOUBLE - ${means[i]! / units[i]!}::DOUBLE`);
    const averaged = await averages(distances.flatMap((d) => [`pow(${d}, 2)`, d]));
    some.forEach(({ column: { name }, number }, i) => {
      // The sum of large numbers is rounded. The remaining mean distance belongs to the mean, not to the deviation.
      const [squares, rest] = [averaged[2 * i]!, averaged[2 * i + 1]!];
      const measured = {
        mean: means[i]! + units[i]! * rest,
        deviation: units[i]! * Math.sqrt(Math.max(0, squares - rest ** 2)),
      };
      found.set(name, { ...found.get(name)!, number: { ...number, ...measured } });
    });
  }
}

function isWrong({ low, high, mean, deviation }: NumberStatistics): boolean {
  if (Math.max(Math.abs(low), Math.abs(high)) >= MOST_SQUARED) return true;
  return !(deviation * FAR_AWAY >= Math.abs(mean) && deviation > LEAST_SQUARED);
}

async function together(source: TableSource, columns: readonly LookedAt[], where: string) {
  const { database, relation, rowCount } = source;
  const cells = columns.flatMap((column, i) => cellsOf(column).map((sql, part) => `${sql} AS ${partName(i, part)}`));
  const named = (of: (column: LookedAt, i: number) => Record<string, string>) =>
    columns.flatMap((column, i) => Object.entries(of(column, i)).map(([name, sql]) => `${sql} AS ${name}${i}`));
  const ofAll = named((column, i) => aggregatesOf(column, partName(i, 0), partName(i, 1)));
  const ofSome = named((column, i) => sampledOf(column, partName(i, 0)));
  // Stores the sampled rows as one list. Looking only at them takes a third of the time of aggregates over all rows with NULLs.
  const kept = columns.map((_, i) => `${partName(i, 0)} := ${partName(i, 0)}`).join(", ");
  await database.run(
    `CREATE OR REPLACE TEMP TABLE looked_at AS SELECT count(*) AS n, ${ofAll.join(", ")}, list(struct_pack(${kept})) FILTER (WHERE s) AS sampled FROM (SELECT ${ROW}, ${evenlyDrawn(rowCount, SAMPLE)} AS s, ${cells.join(", ")} FROM ${relation} WHERE ${where})`,
  );
  const [all = {}] = await database.rows("SELECT * EXCLUDE (sampled) FROM looked_at");
  const [some = {}] =
    ofSome.length > 0
      ? await database.rows(`SELECT ${ofSome.join(", ")} FROM (SELECT unnest(sampled, max_depth := 2) FROM looked_at)`)
      : [];
  await database.run("DROP TABLE looked_at");
  const row: Record<string, unknown> = { ...all, ...some };
  return columns.map((column, i) => [column.name, read(column, Number(row.n), (name: string) => row[`${name}${i}`])] as const);
}

const partName = (column: number, part: number): string => `v${column}_${part}`;

/**
 * Returns the SQL expressions from which a column's statistics are computed: its value; for a time, whether it is infinite; for a
 * text, its number and, in sampled rows, the text itself.
 */
function cellsOf(column: LookedAt): string[] {
  const { name, type, form, as: role = roleOf(type) } = column;
  if (role === "number") {
    const v = numberSql(column);
    return [v, ...(roleOf(type) === "text" ? [where(`${v} IS NOT NULL`, textSql(column))] : [])];
  }
  if (role === "text") {
    const v = textSql(column);
    const read = form === undefined ? `TRY_CAST(${v} AS DOUBLE)` : isOfTimes(form) ? timeSql(column) : numberSql(column);
    return [v, read];
  }
  if (role !== "time") return [identifier(name)];
  const isInfinite = roleOf(type) === "text" || /^TIME(?!STAMP)/.test(type) ? "false" : `NOT isfinite(${identifier(name)})`;
  return [timeSql(column), isInfinite];
}

/**
 * Returns SQL for a value if a condition holds, otherwise NULL. An aggregate's FILTER also copies the other columns; with 20
 * columns, it took three times as long.
 */
const where = (holds: string, value: string): string => `CASE WHEN ${holds} THEN ${value} END`;

/** Returns SQL for the largest number of decimals; TOO_MANY if a number is written with a power of ten. */
function decimalsSql(x: string): string {
  const text = `${x}::VARCHAR`;
  return `max(CASE WHEN contains(${text}, 'e') THEN ${TOO_MANY} ELSE length(rtrim(split_part(${text}, '.', 2), '0')) END)`;
}
const TOO_MANY = 99;

/** Returns SQL for whether numbers are identifiers that look like powers of ten, as `areHashes` decides. */
function hashesSql(text: string): string {
  const power = `TRY_CAST(regexp_extract(${text}, '^\\d+[eE](\\d{1,4})$', 1) AS INTEGER)`;
  return `(count(${power}) = count(${text}) AND max(${power}) - min(${power}) >= ${FAR_POWERS})`;
}

/** Returns SQL for a column's statistics, by name. */
function aggregatesOf({ type, as: role = roleOf(type) }: LookedAt, v: string, second: string): Record<string, string> {
  switch (role) {
    case "number":
      return {
        present: `count(${v})`,
        low: `min(${v})`,
        high: `max(${v})`,
        mean: `favg(${v})`,
        deviation: `stddev_pop(${where(`abs(${v}) < ${MOST_SQUARED}`, v)})`,
        ...(roleOf(type) === "text" && {
          codes: `${hashesSql(second)} OR bool_and(regexp_full_match(${second}, '[-+]?\\d+')) AND (bool_or(regexp_full_match(${second}, '[-+]?0\\d+')) OR max(abs(${v})) >= ${FIRST_UNSAFE})`,
        }),
      };
    case "time":
      return {
        present: `count(${v})`,
        infinite: `min(${where(second, ROW)})`,
        low: `min(${v})`,
        high: `max(${v})`,
        day: `min(${phaseSql(v, "day")}) < max(${phaseSql(v, "day")})`,
        week: `min(floor(${phaseSql(v, "week")} / 86400)) < max(floor(${phaseSql(v, "week")} / 86400))`,
      };
    case "text":
      return {
        present: `count(${v})`,
        low: `min(${v}) = max(${v})`,
        numbers: `count(${second})`,
        stray: `min(${where(`${v} IS NOT NULL AND ${second} IS NULL`, ROW)})`,
        infinite: `min(${where(`isinf(${second})`, ROW)})`,
      };
    case "boolean":
      return { present: `count(${v})`, low: `min(${v}) = max(${v})` };
    default:
      return { present: `count(${v})` };
  }
}

/** Returns SQL for statistics of sampled rows. */
function sampledOf({ type, as: role = roleOf(type) }: LookedAt, v: string): Record<string, string> {
  const recurs = `count(DISTINCT ${v}) < count(${v})`;
  if (role === "time") return { middle: `quantile_disc(${v}, .5)` };
  if (role === "text")
    return { recurs, decorated: `avg(regexp_full_match(${v}, '${DECORATED.replaceAll("'", "''")}')::INTEGER)` };
  if (role !== "number") return {};
  return {
    quartiles: `quantile_cont(${v}, [.25, .5, .75])`,
    ...(isWhole(type) ? { recurs } : { decimals: decimalsSql(v) }),
    few: `list_distinct(list(${v}))[1:${FEW_VALUES + 1}]`,
  };
}

function read({ type, as: role = roleOf(type) }: LookedAt, rows: number, value: (name: string) => unknown): ColumnStatistics {
  const number = (name: string) => Number(value(name));
  const [low, high] = [number("low"), number("high")];
  const infinite = value("infinite");
  const stray = value("stray");
  return {
    role,
    rows,
    present: number("present"),
    constant: role === "number" || role === "time" ? low === high : value("low") === true,
    recurs: value("recurs") === true,
    ...(typeof infinite === "number" && { infinite }),
    ...(value("codes") === true && { areCodes: true }),
    ...(role === "number" && {
      number: {
        low,
        high,
        mean: number("mean"),
        deviation: number("deviation"),
        quartiles: ((value("quartiles") as number[] | null) ?? NO_QUARTILES).map(Number) as [number, number, number],
        ...(typeof value("decimals") === "number" && number("decimals") < TOO_MANY && { decimals: number("decimals") }),
        ...fewOf(value("few")),
      },
    }),
    ...(role === "text" && {
      text: { numbers: number("numbers"), ...(typeof stray === "number" && { stray }), decorated: number("decorated") },
    }),
    ...(role === "time" && {
      time: { day: value("day") === true, week: value("week") === true, low, high, middle: number("middle") },
    }),
  };
}

/** Returns the values in ascending order, if they are few. */
function fewOf(found: unknown): { readonly few?: readonly number[] } {
  if (!Array.isArray(found) || found.length > FEW_VALUES) return {};
  return { few: found.map(Number).sort((a, b) => a - b) };
}
