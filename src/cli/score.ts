import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { familyOf } from "../models/folder.node.ts";
import { parseThreshold, type Threshold } from "../scoring/index.ts";
import { thresholdForms } from "../scoring/thresholds/index.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { INTERVAL_ENDINGS } from "../tasks/intervals.node.ts";
import { score as scoreRows } from "../tasks/score.node.ts";
import { scoreShard } from "../tasks/shards.node.ts";
import { outputOf, parsedBy } from "./command.ts";
import { dataCommand, taskOptions, type WritingOptions } from "./open.ts";
import { intervalLines, qualityLine, scoredLine, strangestLines, unscoredLine } from "./score-lines.ts";
import { ranShards, type ShardFlags, withShards } from "./shards.ts";

interface ScoreOptions extends WritingOptions, ShardFlags {
  readonly alarms?: string;
  readonly intervals?: string;
  readonly threshold?: Threshold;
  readonly label?: string;
}

export const score = () =>
  withShards(dataCommand("score", "test", "model folder: a detector (codings train DATA --model anomaly), or any autoencoder"))
    .requiredOption("-o, --output <file>", `file for the scores: FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .option(
      "--threshold <how>",
      `threshold above which a row is an outlier, chosen from the rows held out in training unless it says otherwise: ${thresholdForms()} (default: the model's, 0.99)`,
      parsedBy(parseThreshold),
    )
    .option(
      "--alarms <rate>",
      "highest rate of intervals with outliers on usual data, such as 1/week, 2/day or 1/1000 readings, instead of a threshold (detectors of series)",
    )
    .option(
      "--intervals <file>",
      `file for the intervals in which a series is unusual: a table, a page or a figure, FILE${INTERVAL_ENDINGS.join(", ")} (detectors of series)`,
    )
    .option(
      "--label <column>",
      "column that marks the true outliers with 1 or true, to measure the scores by (tables only; default: the label column of the training)",
    )
    .action(run);

async function run(folder: string, data: string, options: ScoreOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, threshold, alarms, label } = options;
  if (options.intervals !== undefined) {
    if (options.shard !== undefined || options.merge !== undefined)
      throw new UsageError("--intervals is for one series, not for shards of files. Leave it out.");
    expectEnding(options.intervals, "intervals", ...INTERVAL_ENDINGS);
    if ((await familyOf(folder)) !== SERIES_FAMILY)
      throw new UsageError(
        `--intervals is for a detector of series, but ${folder} contains another model. Train one with codings train DATA --model anomaly --order-by COLUMN.`,
      );
  }
  const own = { ...taskOptions(options, output), output: file, threshold, ...(alarms !== undefined && { alarms }), label };
  if (await ranShards(options, output, (shard) => scoreShard(folder, data, { ...own, shard }))) return;
  const { found, intervals, unscored, quality, strangest, scored, ...counts } = await scoreRows(folder, data, own);
  if (found && options.intervals !== undefined) {
    // Only this option needs the code of reports and figures.
    const { writeIntervals } = await import("../report/intervals.node.ts");
    await writeIntervals(options.intervals, found);
  }
  output.say(scoredLine({ scored, ...counts }, file, found?.rows.length));
  if (options.intervals !== undefined) output.say(`The intervals are in ${options.intervals}`);
  if (unscored) output.say(unscoredLine(unscored));
  for (const line of intervals ? intervalLines(intervals) : strangestLines(strangest ?? [], counts.outliers)) output.say(line);
  if (quality) output.say(qualityLine(quality));
  output.result({
    output: file,
    ...counts,
    ...(intervals && { scored, intervals: intervals.strangest.map(({ group, ...rest }) => ({ ...group, ...rest })) }),
    ...(strangest && { strangest }),
    ...quality,
  });
}
