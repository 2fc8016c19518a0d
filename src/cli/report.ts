import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { VERSION } from "../core/version.ts";
import { writeFileAtomically } from "../data/files.node.ts";
import { counted } from "../figures/report/words.ts";
import type { ModelConfig } from "../models/config.ts";
import { loadModelFolder } from "../models/folder.node.ts";
import { historyFrom } from "../training/callbacks.ts";
import { count, expectEnding, outputOf } from "./command.ts";
import { type DataOptions, dataOptions, expectModelOfRows } from "./open.ts";
import { reportCommand, trainCommand } from "./report/commands.ts";
import { openReportData } from "./report/data.ts";
import { fingerprintOf } from "./report/fingerprint.ts";
import { dayOf, versionsOf } from "./report/known.ts";
import { measure } from "./report/measure.ts";
import { rowName } from "./report/rows.ts";
import type { TrainingRecipe } from "./training-run.ts";

interface ReportOptions extends DataOptions {
  readonly output: string;
}

export const report = () =>
  dataOptions(new Command("report"), "test")
    .description("writes a page about a model: its data, architecture, curves, errors, strangest rows, map, how to make it again")
    .argument("<model>", "a model folder")
    .argument("[data]", "a dataset's name, a file or a folder (default: the rows held out of what it was trained on)")
    .option("-o, --output <file>", "FILE.html", "report.html")
    .action(run);

async function run(folder: string, given: string | undefined, options: ReportOptions): Promise<void> {
  const output = outputOf(options);
  const file = options.output;
  expectEnding(file, "reports", ".html", ".htm");
  const autoencoder = await loadAutoencoder(folder);
  expectModelOfRows(autoencoder, "report");
  const { config } = await loadModelFolder(folder);
  const history = historyFrom(await readFile(join(folder, "history.csv"), "utf8").catch(() => ""));
  output.step("reading the data …");
  const data = await openReportData(folder, autoencoder, config.options, given, options, output);
  const measured = await measure(autoencoder, data, options.seed ?? config.seed, output);

  output.step("drawing …");
  const { reportPage, reproduceSection, summary } = await import("../figures/report/index.ts");
  const { sectionsOf, summaryOf, worstOf } = await import("./report/compose.ts");
  const { known, checksums } = await fingerprintOf(data.path);
  const again = reproduceSection({
    commands: commandsOf(config, folder, given, options),
    known: [...(await versionsOf(folder, config)), ...known],
    checksums,
  });
  const sections = await sectionsOf(measured, config, history);
  const page = reportPage({
    title: `${data.dataset.name}: a ${autoencoder.family} autoencoder`,
    subtitle: `A report on the model in ${folder}, made on ${dayOf(new Date())} with codings ${VERSION}`,
    summary: summary(summaryOf(measured)),
    sections: [...sections.slice(0, -1), again, ...sections.slice(-1)],
  });
  await writeFileAtomically(file, page);

  const { rows, loss, kept, calibration, beyond } = measured;
  const percent = (share: number) => (share > 0 ? `${(100 * share).toFixed(1)} %` : "none");
  const pca = kept.pca === undefined ? "" : ` (PCA ${percent(kept.pca)})`;
  output.say(
    `${file}: loss ${loss.toFixed(4)} on ${counted(rows, "example")} ${data.name}, ${percent(kept.own)} of the variance kept${pca}, ${count(beyond)} beyond the threshold`,
  );
  output.result({
    output: file,
    rows,
    loss,
    varianceKept: kept.own,
    ...(kept.pca !== undefined && { pcaVarianceKept: kept.pca }),
    threshold: calibration.threshold,
    beyond,
    worst: worstOf(measured, 10).map((place) => rowName(data, place)),
  });
}

/** How model and report are made again; of a model that a program saved, the report alone. */
function commandsOf({ options }: ModelConfig, folder: string, given: string | undefined, wanted: ReportOptions): string[] {
  const recipe = options as unknown as TrainingRecipe;
  const again = reportCommand(folder, given, wanted);
  return recipe.data === undefined ? [again] : [trainCommand(recipe, folder), again];
}
