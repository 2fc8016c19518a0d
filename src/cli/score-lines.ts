import { count, counted, percentTo, rounded } from "../core/words.ts";
import type { ScoreQuality } from "../scoring/labels.ts";
import type { StrangeRow } from "../scoring/strangest.ts";
import { shown } from "../tasks/intervals.ts";
import type { ScoreSummary } from "../tasks/score.ts";
import type { StrangeIntervals, UnscoredRows } from "../tasks/score-windows.ts";

/**
 * Summarizes a scoring in one line.
 * @param intervals - number of intervals that a detector of series found.
 */
export const scoredLine = (
  { rows, scored, outliers, threshold }: Pick<ScoreSummary, "rows" | "scored" | "outliers" | "threshold">,
  file: string,
  intervals?: number,
): string => {
  const where = file === "-" ? "" : `. Scores${scored < rows ? ` of ${count(rows)} rows` : ""} are in ${file}`;
  const limit = rounded(threshold, 4);
  const why =
    intervals === undefined ? `: they score above ${limit}` : `, in ${counted(intervals, "interval")} with scores above ${limit}`;
  return `${count(outliers)} of ${count(scored)} rows are outliers (${percentTo(outliers / scored)})${why}${where}`;
};

/** Formats one line for each of the rows with the highest scores, with the row's number and its first key. */
export function strangestLines(strangest: readonly StrangeRow[], outliers: number): string[] {
  if (strangest.length === 0) return [];
  const lines = strangest.map(({ row, keys, score, why }) => {
    const [key] = Object.entries(keys).map(([name, value]) => `, ${name} ${value ?? "missing"}`);
    return `  row ${row}${key ?? ""}: ${rounded(score)}, ${why}`;
  });
  return [
    outliers > strangest.length
      ? `the ${strangest.length} highest scores of ${count(outliers)} outliers:`
      : "outliers, the highest score first:",
    ...lines,
  ];
}

/** Formats one line for each of the intervals with the highest scores. */
export function intervalLines({ strangest, all }: StrangeIntervals): string[] {
  if (strangest.length === 0) return [];
  const lines = strangest.map(({ from, to, rows, peak, columns, group, found, expected = null }) => {
    const whose = Object.entries(group).map(([name, value]) => `, ${name} ${value}`);
    const when = rows === 1 ? `${from}` : `${from} to ${to} (${count(rows)} rows)`;
    const instead = found === undefined ? "" : ` ${shown(found)} instead of ${shown(expected)}`;
    const [first, ...others] = columns;
    return `  ${when}${whose.join("")}: up to ${rounded(peak)}, ${[`${first}${instead}`, ...others].join(", ")}`;
  });
  return [
    all > strangest.length
      ? `the ${strangest.length} highest scores of ${count(all)} intervals:`
      : "intervals, the highest score first:",
    ...lines,
  ];
}

/** Explains in one line why rows have no score. */
export function unscoredLine({ rows, inShortGroups, shortGroups, windows: { window, step } }: UnscoredRows): string {
  const others = rows - inShortGroups;
  const between = step > window ? `between windows, which start ${step} rows apart, or ` : "";
  const why = [
    ...(inShortGroups > 0
      ? [`${count(inShortGroups)} are in ${count(shortGroups)} groups that have fewer rows than a window (${window})`]
      : []),
    ...(others > 0 ? [`${count(others)} are ${between}after the last whole window of their group`] : []),
  ];
  return `${count(rows)} rows are in no window and have no score: ${why.join(", and ")}`;
}

/** Formats in one line how well the scores agree with the labels. */
export const qualityLine = ({ rocAuc, pcaRocAuc, precision, recall }: ScoreQuality): string =>
  `measured by the labels: ROC-AUC ${rocAuc.toFixed(3)}${pcaRocAuc === undefined ? "" : ` (PCA ${pcaRocAuc.toFixed(3)})`}, precision ${percentTo(precision, 0)}, recall ${percentTo(recall, 0)}`;
