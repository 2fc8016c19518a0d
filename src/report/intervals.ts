import { VERSION } from "../core/version.ts";
import { count, counted, figureOf } from "../core/words.ts";
import { seriesFigure } from "../figures/series.ts";
import { type FoundIntervals, type IntervalRow, shown } from "../tasks/intervals.ts";
import { dayOf } from "./day.ts";
import { drawing } from "./page/drawing.ts";
import { type Content, html } from "./page/html.ts";
import { reportPage } from "./page/page.ts";
import { table } from "./page/table.ts";

/** Options of `intervalsReport`. */
export interface IntervalsReportOptions {
  /** Title of the page (default "Unusual intervals"). */
  readonly title?: string;
  /** Text below the title (by default the date and the version). */
  readonly subtitle?: string;
}

/** Largest number of intervals in the table, and of those that are drawn. */
const [MOST_LISTED, MOST_DRAWN] = [1000, 50];

/**
 * Makes a page of the intervals in which series are unusual: a table of all of them, and a figure of each.
 * @returns one HTML file without scripts that opens from disk, in light and dark colours.
 */
export function intervalsReport(found: FoundIntervals, options: IntervalsReportOptions = {}): string {
  const { title = "Unusual intervals", subtitle = `Scored on ${dayOf(new Date())} with codings ${VERSION}` } = options;
  const { intervals, rows, groupBy, orderBy, threshold } = found;
  const summary = html`<div class="summary"><p>${
    rows.length === 0
      ? `No reading scores above the threshold, ${figureOf(threshold)}.`
      : `${counted(rows.length, "interval")} ${rows.length === 1 ? "has" : "have"} readings that score above the threshold, ${figureOf(threshold)}.`
  }</p></div>`;
  if (rows.length === 0) return reportPage({ title, subtitle, summary, sections: [] });
  const drawn = intervals.slice(0, MOST_DRAWN).map((interval, i) => {
    const row = rows[i]!;
    const name = `${row.cause} ${placeOf(row)}`;
    return drawing({
      id: `interval-${i + 1}`,
      figure: seriesFigure({ ...found, intervals: [interval], title: "" }),
      title: name,
      caption: `Score ${figureOf(row.score)}, ${counted(row.readings, "reading")}`,
      description: `${name}: ${shown(row.found)} instead of ${shown(row.expected)}, with the values before and after it, the expected values and the scores.`,
    });
  });
  const place = orderBy === undefined ? "row" : "time";
  const body = table({
    caption:
      rows.length > MOST_LISTED
        ? `The ${count(MOST_LISTED)} with the highest scores of ${count(rows.length)}`
        : "All intervals, the highest score first",
    columns: [
      ...[...groupBy, `first ${place}`, `last ${place}`].map((title) => ({ title })),
      { title: "readings", numeric: true },
      { title: "score", numeric: true },
      { title: "cause" },
      { title: "found", numeric: true },
      { title: "expected", numeric: true },
      { title: "other causes" },
    ],
    rows: rows
      .slice(0, MOST_LISTED)
      .map((row): readonly Content[] => [
        ...groupBy.map((name) => String(row.series[name] ?? "")),
        String(row.start),
        String(row.end),
        count(row.readings),
        figureOf(row.score),
        row.cause,
        shown(row.found),
        shown(row.expected),
        row.others,
      ]),
  });
  const which = rows.length > MOST_DRAWN ? `The ${MOST_DRAWN} highest scores` : "Figures";
  return reportPage({
    title,
    subtitle,
    summary,
    sections: [
      { id: "intervals", title: "Intervals", body },
      { id: "figures", title: which, body: drawn },
    ],
  });
}

const placeOf = ({ start, end }: IntervalRow): string => (start === end ? `at ${start}` : `from ${start} to ${end}`);
