import { TABLE_ENDINGS } from "../data/tables/duckdb/write.node.ts";
import { parseThreshold, type Threshold } from "../scoring/index.ts";
import { thresholdForms } from "../scoring/thresholds/index.ts";
import { score as scoreRows } from "../tasks/score.node.ts";
import { outputOf, parsedBy } from "./command.ts";
import { dataCommand, taskOptions, type WritingOptions } from "./open.ts";
import { intervalLines, qualityLine, scoredLine, strangestLines, unscoredLine } from "./score-lines.ts";

interface ScoreOptions extends WritingOptions {
  readonly threshold?: Threshold;
  readonly label?: string;
}

export const score = () =>
  dataCommand("score", "test", "model folder: a detector (codings train DATA --model anomaly), or any autoencoder")
    .description("score how unusual each row of DATA is, mark the outliers, and name the columns that make them unusual")
    .requiredOption("-o, --output <file>", `file for the scores: FILE${TABLE_ENDINGS.join(", ")}; - for CSV on stdout`)
    .option(
      "--threshold <how>",
      `threshold above which a row is an outlier, chosen from the rows held out in training unless it says otherwise: ${thresholdForms()} (default: the model's, 0.99)`,
      parsedBy(parseThreshold),
    )
    .option(
      "--label <column>",
      "column that marks the true outliers with 1 or true, to measure the scores by (tables only; default: the label column of the training)",
    )
    .action(run);

async function run(folder: string, data: string, options: ScoreOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file, threshold, label } = options;
  const { intervals, unscored, quality, strangest, scored, ...counts } = await scoreRows(folder, data, {
    ...taskOptions(options, output),
    output: file,
    threshold,
    label,
  });
  output.say(scoredLine({ scored, ...counts }, file));
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
