import { Command } from "commander";
import { UsageError } from "../core/errors.ts";
import { count, counted, rounded } from "../core/words.ts";
import { csvLine } from "../data/tables/csv-text.ts";
import type { Cell } from "../data/tables/schema/column-types.ts";
import { causeSentence } from "../scoring/causes.ts";
import { parseThreshold, type Threshold } from "../scoring/index.ts";
import { type WatchedReading, type WatchSummary, watch as watchLines } from "../tasks/watch.node.ts";
import { type CommonOptions, nameIn, outputOf, parsedBy, stopOnSignals } from "./command.ts";

interface WatchFlags extends CommonOptions {
  readonly follow?: string;
  readonly format: "json" | "csv";
  readonly onlyOutliers?: true;
  readonly state?: string;
  readonly threshold?: Threshold;
  readonly alarms?: string;
}

export const watch = () =>
  new Command("watch")
    .argument("<model>", "folder of a detector for series (codings train DATA --model anomaly --order-by TIME)")
    .option("--follow <file>", "file to read instead of standard input. New lines are read as they are written, through rotation")
    .option("--only-outliers", "write outliers only")
    .option("--format <format>", "format of the lines on stdout: json or csv", nameIn("format", { json: 0, csv: 0 }), "json")
    .option(
      "--state <file>",
      "file for what is known about the series. It is written every few seconds and at the end, and a later call goes on from there",
    )
    .option(
      "--threshold <how>",
      "threshold above which a reading is an outlier, by the scores in training, such as 0.999 (default: the model's, 0.99)",
      parsedBy(parseThreshold),
    )
    .option(
      "--alarms <rate>",
      "highest rate of intervals with outliers on usual data, such as 1/week, 2/day or 1/1000 readings, instead of a threshold",
    )
    .action(run);

async function run(folder: string, options: WatchFlags): Promise<void> {
  const output = outputOf(options);
  const { follow, format, onlyOutliers, state, threshold, alarms } = options;
  if (follow === undefined && process.stdin.isTTY)
    throw new UsageError(
      "watch reads standard input, but nothing is piped into it. Pipe readings into it, or give --follow FILE.",
    );
  const stop = stopOnSignals(output, "Stopping.");
  let isFirst = true;
  const readings = watchLines(folder, follow ?? process.stdin, {
    signal: stop.signal,
    onNote: output.say,
    ...(state !== undefined && { state }),
    ...(threshold && { threshold }),
    ...(alarms !== undefined && { alarms }),
  });
  try {
    for (;;) {
      const next = await readings.next();
      if (next.done) {
        output.say(summaryLine(next.value));
        return;
      }
      if (onlyOutliers && !next.value.outlier) continue;
      const cells = cellsOf(next.value);
      const lines = format === "json" ? `${JSON.stringify(cells)}\n` : csvOf(cells, isFirst);
      isFirst = false;
      if (!process.stdout.write(lines)) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
  } finally {
    stop.release();
  }
}

function cellsOf({ written, group, score, percentile, outlier, causes }: WatchedReading): Record<string, Cell> {
  return {
    ...(written !== undefined && { time: written }),
    ...group,
    score: rounded(score, 6),
    percentile: rounded(percentile, 6),
    outlier: outlier ? 1 : 0,
    cause: outlier ? causes.map(({ name }) => name).join(", ") : null,
    expected: outlier ? causes.map(causeSentence).join("; ") : null,
  };
}

const csvOf = (cells: Readonly<Record<string, Cell>>, withHeader: boolean): string =>
  (withHeader ? csvLine(Object.keys(cells)) : "") + csvLine(Object.values(cells).map((cell) => String(cell ?? "")));

/** Counts the readings: "1,000 readings scored, 12 outliers; left out: 3 late, 1 doubled, 2 lines that can't be read". */
function summaryLine({ scored, outliers, late, doubled, missing, restarts, bad }: WatchSummary): string {
  const leftOut = [
    late > 0 ? `${count(late)} late` : "",
    doubled > 0 ? `${count(doubled)} doubled` : "",
    bad > 0 ? `${counted(bad, "line")} that can't be read` : "",
  ].filter(Boolean);
  const others = [
    leftOut.length > 0 ? `left out: ${leftOut.join(", ")}` : "",
    missing > 0 ? `${counted(missing, "reading")} missing` : "",
    restarts > 0 ? `${counted(restarts, "restart")} after long gaps` : "",
  ].filter(Boolean);
  return [`${counted(scored, "reading")} scored, ${counted(outliers, "outlier")}`, ...others].join("; ");
}
