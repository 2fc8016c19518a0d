import { Command } from "commander";
import { expectEnding } from "../core/endings.ts";
import { CodingsError } from "../core/errors.ts";
import { count, counted, percentTo } from "../core/words.ts";
import type { ModelConfig } from "../models/config.ts";
import { outputOf } from "./command.ts";
import { inFlags } from "./flags.ts";
import { dataOptions, taskOptions, type WritingOptions } from "./open.ts";
import { reportCommand, trainCommand } from "./report/commands.ts";

export const report = () =>
  dataOptions(new Command("report"), "test")
    .description("writes a page about a model: its data, architecture, curves, errors, strangest rows, map, how to make it again")
    .argument("<model>", "a model folder")
    .argument("[data]", "a dataset's name, a file or a folder (default: the rows held out of what it was trained on)")
    .option("-o, --output <file>", "FILE.html", "report.html")
    .action(run);

async function run(folder: string, given: string | undefined, options: WritingOptions): Promise<void> {
  const output = outputOf(options);
  const { output: file } = options;
  expectEnding(file, "reports", ".html", ".htm");
  const again = reportCommand(folder, given, options);
  // Of a model that a program saved, the report alone can be made again.
  const commands = ({ options: saved }: ModelConfig) => [...(trainCommand(saved, folder) ?? []), again];
  const { report: make } = await import("../report/report.node.ts");
  const wanted = { ...taskOptions(options, output), output: file, commands, onStep: output.step };
  const { measured } = await make(folder, given, wanted).catch((error: unknown) => {
    // Data are an argument, not an option.
    if (!(error instanceof CodingsError)) throw error;
    const Kind = error.constructor as typeof CodingsError;
    throw new Kind(error.worded((named) => (named.option === "data" ? `codings report ${folder} DATA` : inFlags(named))));
  });
  const { rows, loss, kept, threshold, beyond } = measured.summary;
  const percent = (share: number) => (share > 0 ? percentTo(share) : "none");
  const pca = kept.pca === undefined ? "" : ` (PCA ${percent(kept.pca)})`;
  output.say(
    `${file}: loss ${loss.value.toFixed(4)} on ${counted(rows.looked, "example")} ${rows.name}, ${percent(kept.own)} of the variance kept${pca}, ${count(beyond.count)} beyond the threshold`,
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
