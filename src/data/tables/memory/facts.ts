import { deviation, extent, mean, quantile, sum } from "../../../core/statistics.ts";
import {
  type CategoryCounts,
  type ColumnFacts,
  type ColumnStatistics,
  DECORATED,
  FEW_VALUES,
  FIRST_NOT_PLAIN,
  FIRST_UNSAFE,
  LEAST_PLAIN,
  type LookedAt,
  SAMPLE,
  STEP,
} from "../schema/column-facts.ts";
import { isWhole, type Role, roleOf, type SourceColumn } from "../schema/column-types.ts";
import { CYCLE_SECONDS } from "../schema/columns.ts";
import { isPlain, readerOf } from "../values/forms.ts";
import { areHashes } from "../values/plain-type.ts";
import { numberIn, numbersIn, numberText, textsIn, timesIn } from "./cells.ts";
import { type MemoryColumn, type MemoryTable, rowCountOf } from "./table.ts";

const CHOICES = { categories: "make it a category", exclude: "exclude it" };

const isDecorated = new RegExp(`^(?:${DECORATED})$`);

/** Returns facts about the columns of a table in memory. @param isLearnt whether a row is a training row; all are by default. */
export function factsOf(table: MemoryTable, isLearnt: (row: number) => boolean = () => true): ColumnFacts {
  const count = rowCountOf(table);
  const rows = Int32Array.from({ length: count }, (_, row) => row).filter(isLearnt);
  const share = Math.min(1, SAMPLE / count);
  const sampled = share < 1 ? rows.filter((row) => (row * STEP) % 1 < share) : rows;
  const cells = new Map(table.columns.map((column) => [column.name, column]));
  const each = <T>(columns: readonly SourceColumn[], of: (cells: MemoryColumn, column: LookedAt) => T) =>
    new Map(columns.map((column) => [column.name, of(cells.get(column.name)!, column)]));
  return {
    name: table.name,
    columns: table.columns,
    reading: table.reading,
    statistics: async (columns) =>
      each(columns, (column, { type, as = roleOf(type) }) => statisticsOf(column, as, rows, sampled)),
    distinct: async (columns) => each(columns, (column) => counted(column, rows).size),
    counts: async (columns, most) => each(columns, (column) => mostFrequent(counted(column, rows), most)),
    async valueAt(name, row) {
      const value = cells.get(name)!.values[row]!;
      return (typeof value === "number" ? numberText(value) : String(value)).slice(0, 60);
    },
    choose: (_column, ...as) => as.map((option) => CHOICES[option]).join(" or "),
  };
}

function statisticsOf(column: MemoryColumn, role: Role, rows: Int32Array, sampled: Int32Array): ColumnStatistics {
  const whole = { role, rows: rows.length };
  switch (role) {
    case "number":
      return {
        ...whole,
        ...numberStatistics(numbersIn(column), rows, sampled, isWhole(column.type)),
        ...(roleOf(column.type) === "text" && areCodes(column, rows) && { areCodes: true }),
      };
    case "time":
      return { ...whole, ...timeStatistics(timesIn(column), rows, sampled) };
    case "text":
      return { ...whole, ...textStatistics(column, rows, sampled) };
    default: {
      const values = Array.from(rows, (row) => column.values[row]!).filter((value) => value !== null);
      const constant = role === "boolean" && values.length > 0 && values.every((value) => value === values[0]);
      return { ...whole, present: values.length, constant, recurs: false };
    }
  }
}

type Statistics = Omit<ColumnStatistics, "role" | "rows">;

function numberStatistics(numbers: Float64Array, rows: Int32Array, sampled: Int32Array, mayRecur: boolean): Statistics {
  const there = without(numbers, rows, Number.isNaN);
  const finite = there.every(Number.isFinite) ? there : there.filter(Number.isFinite);
  const infinite = finite.length < there.length ? rows.find((row) => Math.abs(numbers[row]!) === Infinity) : undefined;
  const [low, high] = extent(there);
  const center = centerOf(finite);
  const sorted = (sampled === rows ? there.slice() : without(numbers, sampled, Number.isNaN)).sort();
  const quartiles = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [number, number, number];
  return {
    present: there.length,
    constant: low === high,
    recurs: mayRecur && new Set(sorted).size < sorted.length,
    ...(infinite !== undefined && { infinite }),
    number: {
      low,
      high,
      mean: center,
      deviation: deviation(finite, center),
      quartiles,
      ...(!mayRecur && decimalsOf(sorted)),
      ...fewOf(sorted),
    },
  };
}

/** Returns the mean of finite numbers, corrected for the rounding of the sum, which matters for large and close numbers. */
function centerOf(numbers: Float64Array): number {
  const first = mean(numbers);
  // The sum may be too large for a float64.
  if (Math.abs(first) === Number.POSITIVE_INFINITY) return 2 ** 64 * centerOf(numbers.map((x) => x / 2 ** 64));
  let rest = 0;
  for (let i = 0; i < numbers.length; i++) rest += numbers[i]! - first;
  return first + rest / numbers.length;
}

/** Returns the numbers of some rows, without excluded ones. */
function without(numbers: Float64Array, rows: Int32Array, isOut: (x: number) => boolean): Float64Array {
  const kept = new Float64Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    const x = numbers[rows[i]!]!;
    if (!isOut(x)) kept[count++] = x;
  }
  return kept.subarray(0, count);
}

/** Returns the largest number of decimals. */
function decimalsOf(numbers: Float64Array): { readonly decimals?: number } {
  if (numbers.length === 0) return {};
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i]!;
    if (x !== 0 && (Math.abs(x) < LEAST_PLAIN || Math.abs(x) >= FIRST_NOT_PLAIN)) return {};
    const text = String(x);
    const point = text.indexOf(".");
    if (point >= 0 && text.length - point - 1 > most) most = text.length - point - 1;
  }
  return { decimals: most };
}

/** Returns different numbers in ascending order, if they are few. */
function fewOf(sorted: Float64Array): { readonly few?: readonly number[] } {
  const values = new Set<number>();
  for (const x of sorted) if (values.add(x).size > FEW_VALUES) return {};
  return sorted.length > 0 ? { few: [...values] } : {};
}

function timeStatistics(times: Float64Array, rows: Int32Array, sampled: Int32Array): Statistics {
  const there = without(times, rows, Number.isNaN);
  const some = without(times, sampled, Number.isNaN).slice().sort();
  const phase = (time: number, cycle: "day" | "week") => time - CYCLE_SECONDS[cycle] * Math.floor(time / CYCLE_SECONDS[cycle]);
  const varies = (of: (time: number) => number) => there.some((time) => of(time) !== of(there[0]!));
  const [low, high] = there.reduce(([a, b], time) => [Math.min(a!, time), Math.max(b!, time)], [Infinity, -Infinity]);
  return {
    present: there.length,
    constant: low === high,
    recurs: false,
    time: {
      day: varies((time) => phase(time, "day")),
      week: varies((time) => Math.floor(phase(time, "week") / CYCLE_SECONDS.day)),
      low: low!,
      high: high!,
      middle: some[(some.length - 1) >> 1] ?? Number.NaN,
    },
  };
}

function textStatistics(column: MemoryColumn, rows: Int32Array, sampled: Int32Array): Statistics {
  const texts = textsIn(column);
  const { form } = column;
  const isByForm = form !== undefined && !isPlain(form);
  const read = isByForm ? readerOf(form) : numberIn;
  let [present, numbers, isConstant] = [0, 0, true];
  let [first, stray, infinite]: [string | undefined, number | undefined, number | undefined] = [undefined, undefined, undefined];
  for (const row of rows) {
    const text = texts[row]!;
    if (text === null) continue;
    present++;
    first ??= text;
    isConstant &&= text === first;
    const number = read(text);
    if (number === undefined || (isByForm && Number.isNaN(number))) stray ??= row;
    else {
      numbers++;
      if (Math.abs(number) === Number.POSITIVE_INFINITY) infinite ??= row;
    }
  }
  const some = Array.from(sampled, (row) => texts[row]!).filter((text) => text !== null);
  const decorated = some.filter((text) => isDecorated.test(text)).length / Math.max(1, some.length);
  return {
    present,
    constant: present > 0 && isConstant,
    recurs: new Set(some).size < some.length,
    ...(infinite !== undefined && { infinite }),
    text: { numbers, ...(stray !== undefined && { stray }), decorated },
  };
}

function areCodes(column: MemoryColumn, rows: Int32Array): boolean {
  const [texts, numbers] = [textsIn(column), numbersIn(column)];
  const there = Array.from(rows, (row) => (Number.isNaN(numbers[row]) ? null : texts[row]!)).filter((text) => text !== null);
  return (
    areHashes(there) ||
    (there.every((text) => /^[-+]?\d+$/.test(text)) &&
      there.some((text) => /^[-+]?0\d/.test(text) || Math.abs(Number(text)) >= FIRST_UNSAFE))
  );
}

function counted(column: MemoryColumn, rows: Int32Array): Map<string, number> {
  const counts = new Map<string, number>();
  const texts = textsIn(column);
  for (const row of rows) {
    const text = texts[row]!;
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function mostFrequent(counts: ReadonlyMap<string, number>, most: number): CategoryCounts {
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || byCodePoints(a, b));
  const present = sum([...counts.values()]);
  return { distinct: counts.size, present, top: sorted.slice(0, most).map(([value, count]) => ({ value, count })) };
}

/** Compares texts by their bytes, as DuckDB does. */
function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((char, i) => char !== right[i]);
  if (at < 0) return left.length - right.length;
  return left[at]!.codePointAt(0)! - (right[at]?.codePointAt(0) ?? -1);
}
