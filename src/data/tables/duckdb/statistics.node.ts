import { type ColumnStatistics, DECORATED, FEW_VALUES, FIRST_UNSAFE, type LookedAt, SAMPLE } from "../schema/column-facts.ts";
import { isWhole, roleOf } from "../schema/column-types.ts";
import { isOfTimes } from "../values/form.ts";
import { FAR_POWERS } from "../values/plain-type.ts";
import { numberSql, phaseSql, textSql, timeSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { ROW } from "./relation.node.ts";
import { evenlyDrawn } from "./samples.node.ts";
import type { TableSource } from "./source.node.ts";

/**
 * How many columns share one reading of a table with so many: planning a query takes time as the square of those that it reads, and in proportion to those that
 * the table has (10,000 columns of 400 rows: 17 s of 150 at a time, 64 s of 25).
 */
export const columnsAtATime = (count: number): number => Math.max(25, Math.round(1.5 * Math.sqrt(count)));

/**
 * What columns hold, all of them by one reading of the source. Rows are added up in their order, so that the same table gives the same figures.
 * @param where SQL that holds for the rows to learn from.
 */
export async function columnStatistics(
  source: TableSource,
  columns: readonly LookedAt[],
  where = "true",
): Promise<Map<string, ColumnStatistics>> {
  const found = new Map<string, ColumnStatistics>();
  await source.database.inOrder(async () => {
    const size = columnsAtATime(source.columns.length);
    for (let at = 0; at < columns.length; at += size)
      for (const [name, statistics] of await together(source, columns.slice(at, at + size), where)) found.set(name, statistics);
    await measureNarrow(source, columns, found, where);
  });
  return found;
}

const NO_QUARTILES = [Number.NaN, Number.NaN, Number.NaN];

/** If the mean is more than this many deviations away from 0, a deviation that is computed in one pass has few correct digits. */
const FAR_AWAY = 1000;

/** Computes deviations again that one pass gets wrong: of the differences to the mean, as shares of the range. */
async function measureNarrow(
  source: TableSource,
  columns: readonly LookedAt[],
  found: Map<string, ColumnStatistics>,
  holds: string,
): Promise<void> {
  const narrow = columns.flatMap((column) => {
    const { name } = column;
    const { number, infinite } = found.get(name)!;
    if (!number || infinite !== undefined || number.low === number.high) return [];
    if (number.deviation * FAR_AWAY >= Math.abs(number.mean) && number.deviation > 0) return [];
    return [{ name, number, x: numberSql(column), range: number.high - number.low }];
  });
  const size = columnsAtATime(source.columns.length);
  for (let at = 0; at < narrow.length; at += size) {
    const some = narrow.slice(at, at + size);
    const squares = some.map(
      ({ x, number, range }, i) => `favg(pow((${x} - ${number.mean}::DOUBLE) / ${range}::DOUBLE, 2)) AS d${i}`,
    );
    const [row = {}] = await source.database.rows(`SELECT ${squares.join(", ")} FROM ${source.relation} WHERE ${holds}`);
    some.forEach(({ name, number, range }, i) => {
      found.set(name, { ...found.get(name)!, number: { ...number, deviation: range * Math.sqrt(Number(row[`d${i}`])) } });
    });
  }
}

async function together(source: TableSource, columns: readonly LookedAt[], where: string) {
  const sampled = evenlyDrawn(source.rowCount, SAMPLE);
  const cells = columns.flatMap((column, i) => cellsOf(column, sampled).map((sql, part) => `${sql} AS ${partName(i, part)}`));
  const aggregates = columns.flatMap((column, i) =>
    Object.entries(aggregatesOf(column, partName(i, 0), partName(i, 1), partName(i, 2))).map(
      ([name, sql]) => `${sql} AS ${name}${i}`,
    ),
  );
  const [row = {}] = await source.database.rows(
    `SELECT count(*) AS n, ${aggregates.join(", ")} FROM (SELECT ${ROW}, ${sampled} AS s, ${cells.join(", ")} FROM ${source.relation} WHERE ${where})`,
  );
  return columns.map((column, i) => {
    const value = (name: string) => row[`${name}${i}`];
    return [column.name, read(column, Number(row.n), value)] as const;
  });
}

const partName = (column: number, part: number): string => `v${column}_${part}`;

/** SQL for what a column's statistics are of: its value; of a time whether it isn't finite; of a text the number that it is, and it if it is sampled. */
function cellsOf(column: LookedAt, sampled: string): string[] {
  const { name, type, form, as: role = roleOf(type) } = column;
  if (role === "number") return [numberSql(column), ...(roleOf(type) === "text" ? [textSql(column)] : [])];
  if (role === "text") {
    const v = textSql(column);
    const read = form === undefined ? `TRY_CAST(${v} AS DOUBLE)` : isOfTimes(form) ? timeSql(column) : numberSql(column);
    return [v, read, where(sampled, v)];
  }
  if (role !== "time") return [identifier(name)];
  if (roleOf(type) === "text") return [timeSql(column), "false"];
  return [timeSql(column), /^TIME(?!STAMP)/.test(type) ? "false" : `NOT isfinite(${identifier(name)})`];
}

/** SQL for a value where something holds, else NULL. An aggregate's FILTER copies the other columns too: of 20 columns, it took three times as long. */
const where = (holds: string, value: string): string => `CASE WHEN ${holds} THEN ${value} END`;

/** SQL for the most decimals of numbers; TOO_MANY where one is written with a power of ten. */
function decimalsSql(x: string): string {
  const text = `${x}::VARCHAR`;
  return `max(CASE WHEN contains(${text}, 'e') THEN ${TOO_MANY} ELSE length(rtrim(split_part(${text}, '.', 2), '0')) END)`;
}
const TOO_MANY = 99;

/** SQL for whether numbers are identifiers that look like powers of ten, as `areHashes` finds out. */
function hashesSql(text: string): string {
  const power = `TRY_CAST(regexp_extract(${text}, '^\\d+[eE](\\d{1,4})$', 1) AS INTEGER)`;
  return `(count(${power}) = count(${text}) AND max(${power}) - min(${power}) >= ${FAR_POWERS})`;
}

/** SQL for a column's statistics, by name. */
function aggregatesOf(
  { type, as: role = roleOf(type) }: LookedAt,
  v: string,
  second: string,
  third: string,
): Record<string, string> {
  const recurs = `count(DISTINCT ${where("s", v)}) < count(${where("s", v)})`;
  switch (role) {
    case "number":
      return {
        present: `count(${v})`,
        infinite: `min(${where(`isinf(${v})`, ROW)})`,
        low: `min(${v})`,
        high: `max(${v})`,
        mean: `favg(${where(`isfinite(${v})`, v)})`,
        deviation: `stddev_pop(${where(`isfinite(${v})`, v)})`,
        quartiles: `quantile_cont(${where("s", v)}, [.25, .5, .75])`,
        ...(!isWhole(type) && { decimals: decimalsSql(where("s", v)) }),
        few: `list_distinct(list(${where("s", v)}))[1:${FEW_VALUES + 1}]`,
        ...(isWhole(type) && { recurs }),
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
        decorated: `avg(regexp_full_match(${third}, '${DECORATED.replaceAll("'", "''")}')::INTEGER)`,
        recurs,
      };
    case "boolean":
      return { present: `count(${v})`, low: `min(${v}) = max(${v})` };
    default:
      return { present: `count(${v})` };
  }
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
    ...(role === "time" && { time: { day: value("day") === true, week: value("week") === true, low, high } }),
  };
}

/** Ascending values, where they are few. */
function fewOf(found: unknown): { readonly few?: readonly number[] } {
  if (!Array.isArray(found) || found.length > FEW_VALUES) return {};
  return { few: found.map(Number).sort((a, b) => a - b) };
}
