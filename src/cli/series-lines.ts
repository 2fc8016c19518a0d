import { dateOf } from "../core/dates.ts";
import { count, counted, figureOf, listed, percent } from "../core/words.ts";
import type { ValuesDescription } from "../data/series/describe.ts";
import { lengthInWords } from "../data/series/time-words.ts";
import type { SeriesDescription, TableSeries } from "../tasks/describe.ts";

/** Width of the lines, in characters. */
const WIDTH = 100;

/** Formats the description of a table's series. Each series has lines about its times, and about each of its columns. */
export function seriesLines({ orderBy, isTime, count: all, columns, series }: TableSeries): string[] {
  const shown = isTime ? (ms: number) => dateOf(ms / 1000) : (x: number) => figureOf(x, 6);
  const length = isTime ? lengthInWords : (x: number) => figureOf(x, 6);
  const most = Math.max(...series.map((one) => one.columns.length));
  return [
    `  in the order of ${orderBy}${all > 1 ? `, ${count(all)} series` : ""}:`,
    ...series.flatMap((one) => [
      ...wrapped(timesParts(one, shown, length), "    "),
      ...one.columns.flatMap((column) => wrapped(valuesParts(column, shown), "      ")),
    ]),
    ...moreLines(all - series.length, "series"),
    ...(most > 0 ? moreLines(columns - most, "columns of numbers") : []),
  ];
}

const moreLines = (more: number, what: string): string[] => (more > 0 ? [`    … and ${count(more)} more ${what}`] : []);

type Words = (value: number) => string;

function timesParts(series: SeriesDescription, shown: Words, length: Words): string[] {
  const { group, readings, first, last, step, regular, gaps, doubled, unordered, uneven, problem } = series;
  const name = Object.entries(group).map(([column, value]) => `${column} ${value ?? "missing"}`);
  const about = `${name.length > 0 ? `${name.join(", ")}: ` : ""}${counted(readings, "reading")} from ${shown(first)} to ${shown(last)}`;
  if (problem) return [about, `it ${problem}`];
  return [
    `${about}, ${regular ? `every ${length(step).replace(/^an? /, "")}` : `at irregular times, about ${length(step)} apart`}`,
    ...(regular && uneven >= LEAST_SHOWN ? [`${percent(uneven)} of the steps differ from that`] : []),
    ...(gaps.count > 0
      ? [`${counted(gaps.count, "gap")}, the longest of ${length(gaps.longest)} after ${shown(gaps.at!)}`]
      : ["no gaps"]),
    ...(doubled > 0 ? [`${count(doubled)} with the time of another`] : []),
    ...(unordered > 0 ? [`${count(unordered)} out of order in the file`] : []),
  ];
}

/** Smaller shares of uneven steps aren't printed. */
const LEAST_SHOWN = 0.01;

function valuesParts({ name, periods, drift, stuck }: ValuesDescription, shown: Words): string[] {
  const cycles = periods.map(({ words, strength }) => `${words} (${percent(strength)})`);
  return [
    `${name}: ${cycles.length > 0 ? `repeats after ${listed(cycles)}` : "no period"}`,
    ...(drift === undefined ? [] : [`its level ${drift > 0 ? "rose" : "fell"} by ${figureOf(Math.abs(drift))}`]),
    ...(stuck
      ? [
          `stuck ${stuck.count === 1 ? "once" : `${count(stuck.count)} times`}, the longest for ${count(stuck.longest)} readings at ${figureOf(stuck.value)} from ${shown(stuck.at)}`,
        ]
      : []),
  ];
}

/** Joins parts of a sentence to lines of up to 100 characters. Later lines are indented further. */
function wrapped(parts: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + part.length + 2 <= WIDTH) lines[lines.length - 1] = `${line}; ${part}`;
    else lines.push(`${indent}${line === undefined ? "" : "  "}${part}`);
  }
  return lines;
}
