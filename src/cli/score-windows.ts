import { causesOf, causeTexts } from "../anomalies/causes.ts";
import { scoreColumns } from "../anomalies/score-columns.ts";
import { windowScores } from "../autoencoders/index.ts";
import { DataError } from "../core/errors.ts";
import { isTextFile } from "../data/tables/duckdb/copy.node.ts";
import { keyColumns } from "../data/tables/duckdb/read.node.ts";
import type { TableSource } from "../data/tables/duckdb/source.node.ts";
import { readWindows, type TableWindows } from "../data/tables/duckdb/windows.node.ts";
import { tableWriter } from "../data/tables/duckdb/write.node.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { openTableFor } from "../tasks/open.node.ts";
import { whereOf } from "../tasks/window-place.ts";
import { count, type Output } from "./command.ts";
import { type Interval, intervalsOf } from "./intervals.ts";
import type { ScoreOptions } from "./score.ts";
import { outlierOf, qualityOf } from "./score-labels.ts";
import type { Scorer } from "./scorer.ts";

/** So many of the strangest intervals are told. */
const MOST_INTERVALS = 10;
/** Outliers nearer to each other than this share of a window are of one interval. */
const NEAR = 0.25;

/** Scores each row of DATA by the windows that hold it. */
export async function scoreWindows(
  scorer: Scorer,
  data: string,
  { output: file, query, label: wantedLabel, threshold: how }: ScoreOptions,
  { runtime, output }: { runtime: Runtime; output: Output },
): Promise<void> {
  const table = scorer.table!;
  const source = await openTableFor(data, {
    ...(query !== undefined && { query }),
    preprocessing: table,
    keysAsWritten: isTextFile(file),
  });
  try {
    const label = labelOf(source, table, wantedLabel);
    const labelled = label === undefined ? {} : { label };
    const read = await readWindows(source, { preprocessing: { ...table, ...labelled }, unlisted: true, warn: output.say });
    const { scores, errors, expected } = await windowScores(scorer.autoencoder!, read.rows, read.members, {
      runtime,
      onWindows: (done) => output.live(`${count(done)}/${count(read.members.length)} windows`),
    });
    const labels = label === undefined ? undefined : read.keys[label]!.map((cell) => outlierOf(cell, label));
    if (how?.method === "f1" && !labels)
      throw new DataError("--threshold f1 needs labels: name their column with --label COLUMN.");
    const known = Array.from(scores.keys()).filter((row) => !Number.isNaN(scores[row]));
    const measured = {
      scores: Float32Array.from(known, (row) => scores[row]!),
      labels: labels ? known.map((row) => labels[row]!) : [],
    };
    const threshold = how ? scorer.thresholdBy(how, labels && how.method === "f1" ? measured : undefined) : scorer.threshold;

    const flags = Array.from(scores, (score) => (Number.isNaN(score) ? null : score > threshold ? 1 : 0));
    const scored = { blame: errors, expected, ...(read.unlisted && { unlisted: read.unlisted }) };
    const why = flags.map((flag, row) => causeTexts(flag ? causesOf(table, scored, read.rows, row) : undefined));
    const keys = keyColumns(source, table);
    const columns = scoreColumns(keys, { outlier: "long" });
    const writer = await tableWriter(file, columns, source.rowCount);
    try {
      await writer.write([
        Int32Array.from(scores.keys()),
        ...keys.map(({ name }) => read.keys[name]!),
        scores,
        scores.map((score) => (Number.isNaN(score) ? score : scorer.percentile(score))),
        flags,
        why.map(({ cause }) => cause),
        why.map(({ expected }) => expected),
      ]);
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }

    const outliers = flags.filter((flag) => flag === 1).length;
    const { window } = table.windows!;
    const gap = Math.max(1, Math.round(NEAR * window));
    const found = intervalsOf({ parts: read.parts, scores, errors, threshold, gap });
    const intervals = found.slice(0, MOST_INTERVALS).map((interval) => told(interval, table, read));
    sayScores(output, { rows: source.rowCount, known: known.length, outliers, threshold, file });
    const unscored = whyUnscored(table, read, source.rowCount - known.length);
    if (unscored) output.say(unscored);
    for (const line of listed(intervals, found.length)) output.say(line);
    const quality = labels && qualityOf(measured, threshold);
    if (quality) output.say(quality.said);
    if (file !== "-")
      output.result({
        output: file,
        rows: source.rowCount,
        scored: known.length,
        outliers,
        threshold,
        columns: table.columns.map(({ name }) => name),
        intervals,
        ...quality?.figures,
      });
  } finally {
    source.close();
  }
}

/** The column to measure by: the one that was asked for, or the training's. @throws DataError where the one asked for isn't there. */
function labelOf({ columns, name }: TableSource, table: TablePreprocessing, wanted?: string): string | undefined {
  const label = wanted ?? table.label;
  if (label === undefined || columns.some((column) => column.name === label)) return label;
  if (wanted === undefined || wanted === table.label) return undefined;
  throw new DataError(`${name} has no column "${wanted}" to measure by. Check --label.`);
}

function sayScores(
  output: Output,
  { rows, known, outliers, threshold, file }: { rows: number; known: number; outliers: number; threshold: number; file: string },
): void {
  output.say(
    `${count(outliers)} of ${count(known)} rows are outliers (${((100 * outliers) / known).toFixed(1)} %): they score above ${Number(threshold.toPrecision(4))}${file === "-" ? "" : `. Scores of ${count(rows)} rows are in ${file}`}`,
  );
}

/** Why rows have no score: their group is short, or they are behind its last whole window, or between windows. */
function whyUnscored({ windows }: TablePreprocessing, { parts }: TableWindows, unscored: number): string | undefined {
  if (unscored === 0) return undefined;
  const { window, step } = windows!;
  const short = parts.filter(({ length }) => length < window);
  const inShort = short.reduce((sum, { length }) => sum + length, 0);
  const why = [
    ...(inShort > 0 ? [`${count(inShort)} are of ${count(short.length)} groups with fewer rows than a window's ${window}`] : []),
    ...(unscored > inShort
      ? [
          `${count(unscored - inShort)} are ${step > window ? `between windows, which begin ${step} rows apart, or ` : ""}behind the last whole window of their group`,
        ]
      : []),
  ];
  return `${count(unscored)} rows are in no window and have no score: ${why.join(", and ")}`;
}

/** An interval in the table's own terms. */
function told({ rows, peak, columns }: Interval, table: TablePreprocessing, read: TableWindows) {
  const { group, at } = whereOf(table, read);
  return {
    ...group(rows[0]!),
    from: at(rows[0]!),
    to: at(rows.at(-1)!),
    rows: rows.length,
    peak,
    columns: columns.map((column) => table.columns[column]!.name),
  };
}

function listed(intervals: readonly ReturnType<typeof told>[], all: number): string[] {
  if (intervals.length === 0) return [];
  const lines = intervals.map(({ from, to, rows, peak, columns, ...group }) => {
    const whose = Object.entries(group).map(([name, value]) => `, ${name} ${value}`);
    const when = rows === 1 ? `${from}` : `${from} to ${to} (${count(rows)} rows)`;
    return `  ${when}${whose.join("")}: up to ${Number(peak.toPrecision(3))}, ${columns.join(", ")}`;
  });
  return [
    all > intervals.length ? `the ${intervals.length} strangest of ${count(all)} intervals:` : "intervals, the strangest first:",
    ...lines,
  ];
}
