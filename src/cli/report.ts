import { Command } from "commander";
import { expectEnding } from "../core/endings.ts";
import { CodingsError } from "../core/errors.ts";
import { count, counted, percentTo } from "../core/words.ts";
import type { ModelConfig } from "../models/config.ts";
import { familyOf } from "../models/folder.node.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { outputOf } from "./command.ts";
import { inFlags } from "./flags.ts";
import { dataOptions, taskOptions, type WritingOptions } from "./open.ts";
import { reportCommand, trainCommand } from "./report/commands.ts";
import { scoredLine } from "./score-lines.ts";

export const report = () =>
  dataOptions(new Command("report"), "test")
    .argument("<model>", "model folder")
    .argument("[data]", "name of a dataset, file or folder (default: the rows held out in the model's training)")
    .option("-o, --output <file>", "file to write, with the ending .html", "report.html")
    .action(run);

async function run(folder: string, given: string | undefined, options: WritingOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  expectEnding(file, "reports", ".html", ".htm");
  if ((await familyOf(folder)) === SERIES_FAMILY) return runOfSeries(folder, given, options);
  const again = reportCommand(folder, given, options);
  // The training command isn't known for a model that a program has saved.
  const commands = ({ options: saved }: ModelConfig) => [...(trainCommand(saved, folder) ?? []), again];
  const { report: make } = await import("../report/report.node.ts");
  const wanted = { ...taskOptions(options, output), output: file, commands, onStep: output.step };
  const { measured } = await make(folder, given, wanted).catch(inCommand(folder));
  const { rows, loss, kept, threshold, beyond } = measured.summary;
  const percent = (share: number) => (share > 0 ? percentTo(share) : "none");
  const pca = kept.pca === undefined ? "" : ` (PCA ${percent(kept.pca)})`;
  output.say(
    `${file}: loss ${loss.value.toFixed(4)} on ${counted(rows.looked, "example")} ${rows.name}, ${percent(kept.own)} of the variance kept${pca}, ${count(beyond.count)} above the threshold`,
  );
  output.result({
    output: file,
    rows: rows.looked,
    loss: loss.value,
    varianceKept: kept.own,
    pcaVarianceKept: kept.pca,
    threshold: threshold.value,
    beyond: beyond.count,
    worst: measured.worst,
  });
}

async function runOfSeries(folder: string, data: string | undefined, options: WritingOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  const { seriesReport } = await import("../report/series-report.node.ts");
  const wanted = { ...taskOptions(options, output), output: file };
  const { scored } = await seriesReport(folder, data, wanted).catch(inCommand(folder));
  const { rows, outliers, threshold, found } = scored;
  output.say(`${file}: ${scoredLine(scored, "-", found!.rows.length)}`);
  output.result({ output: file, rows, outliers, threshold, intervals: found!.rows });
}

/** Names the data in an error as this command takes them: as an argument, not as an option. */
const inCommand = (folder: string) => (error: unknown) => {
  if (!(error instanceof CodingsError)) throw error;
  const Kind = error.constructor as typeof CodingsError;
  throw new Kind(error.worded((named) => (named.option === "data" ? `codings report ${folder} DATA` : inFlags(named))));
};
