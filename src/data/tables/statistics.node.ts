import { isWhole, numberSql, phaseSql, type Role, roleOf, textSql, timeSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { ROW, type SourceColumn, type TableSource } from "./source.node.ts";

/** What decides how a column is learned, of the rows that are learned from. Exact, but for the quartiles of a large table. */
export interface ColumnStatistics {
  readonly role: Role;
  readonly rows: number;
  /** How many rows have a value. */
  readonly present: number;
  /** Whether all values that there are are one. */
  readonly constant: boolean;
  /** Of whole numbers and texts, whether some value comes twice among the sampled rows: then it is no identifier. */
  readonly recurs: boolean;
  /** The first row with an infinite number or time. */
  readonly infinite?: number;
  /** Of numbers. */
  readonly number?: NumberStatistics;
  /** Of texts. */
  readonly text?: TextStatistics;
  /** Of times: which cycles they vary in, and how many seconds lie between the first and the last. */
  readonly time?: { readonly day: boolean; readonly week: boolean; readonly span: number };
}

/** A column, and what its values are taken as where that isn't what their type says. */
export interface LookedAt extends SourceColumn {
  readonly as?: Role;
}

export interface NumberStatistics {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly deviation: number;
  /** Of the sampled rows. */
  readonly quartiles: readonly [number, number, number];
}

export interface TextStatistics {
  /** How many of the values are numbers. */
  readonly numbers: number;
  /** The first row with a value that isn't. */
  readonly stray?: number;
  /** Share of the sampled values that people write numbers as, and that aren't read as such: "1,234.50", "€ 5", "3 %". */
  readonly decorated: number;
}

/** Quartiles are those of so many rows, drawn evenly: their ranks are right to a fifth of a percent. */
const SAMPLE = 100_000;
/** So many columns share one reading of the source: planning a query of more takes longer than reading again (2,000 columns: 8 s, of 100 at a time 19 s). */
const AT_A_TIME = 25;
/** Steps of √2 fall evenly too, and independently of those of the golden ratio, by which rows are held out. */
const STEP = Math.SQRT2 - 1;

/** A number with a currency, a percent sign, or marks between its thousands. */
const DECORATED =
  "[-+(]?\\s*(€|\\$|£|¥|USD|EUR|GBP|CHF)?\\s*[-+]?(\\d{1,3}([,. '’\\x{00A0}]\\d{3})+([.,]\\d+)?|\\d+([.,]\\d+)?)\\s*(€|\\$|£|¥|%|USD|EUR|GBP|CHF)?\\)?";

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
    for (let at = 0; at < columns.length; at += AT_A_TIME)
      for (const [name, statistics] of await together(source, columns.slice(at, at + AT_A_TIME), where))
        found.set(name, statistics);
  });
  return found;
}

async function together(source: TableSource, columns: readonly LookedAt[], where: string) {
  const share = Math.min(1, SAMPLE / source.rowCount);
  const sampled = share < 1 ? `(${ROW} * ${STEP}::DOUBLE) % 1 < ${share}::DOUBLE` : "true";
  const cells = columns.flatMap((column, i) => cellsOf(column).map((sql, part) => `${sql} AS ${partName(i, part)}`));
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
function cellsOf({ name, type, as: role = roleOf(type) }: LookedAt): string[] {
  if (role === "number") return [numberSql(name, type)];
  if (role === "text") {
    const v = textSql(name, type);
    return [v, `TRY_CAST(${v} AS DOUBLE)`, `CASE WHEN s THEN ${v} END`];
  }
  if (role !== "time") return [identifier(name)];
  return [timeSql(name, type), /^TIME(?!STAMP)/.test(type) ? "false" : `NOT isfinite(${identifier(name)})`];
}

/** SQL for a value where something holds, else NULL. An aggregate's FILTER copies the other columns too: of 20 columns, it took three times as long. */
const where = (holds: string, value: string): string => `CASE WHEN ${holds} THEN ${value} END`;

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
        mean: `avg(${where(`isfinite(${v})`, v)})`,
        deviation: `stddev_pop(${where(`isfinite(${v})`, v)})`,
        quartiles: `quantile_cont(${where("s", v)}, [.25, .5, .75])`,
        ...(isWhole(type) && { recurs }),
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
    ...(role === "number" && {
      number: {
        low,
        high,
        mean: number("mean"),
        deviation: number("deviation"),
        quartiles: ((value("quartiles") as number[] | null) ?? [Number.NaN, Number.NaN, Number.NaN]).map(Number) as [
          number,
          number,
          number,
        ],
      },
    }),
    ...(role === "text" && {
      text: { numbers: number("numbers"), ...(typeof stray === "number" && { stray }), decorated: number("decorated") },
    }),
    ...(role === "time" && { time: { day: value("day") === true, week: value("week") === true, span: high - low } }),
  };
}
