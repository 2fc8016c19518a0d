import { Command } from "commander";
import { openAutoencoder } from "../autoencoders/folder.node.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { savedName } from "../core/saved-name.ts";
import { VERSION } from "../core/version.ts";
import { counted } from "../core/words.ts";
import type { ModelConfig } from "../models/config.ts";
import { recipeIn } from "../recipes/saved.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { expectModelOfRows } from "../tasks/open.node.ts";
import { count, expectEnding, outputOf } from "./command.ts";
import { type DataOptions, dataOptions } from "./open.ts";
import { reportCommand, trainCommand } from "./report/commands.ts";
import { openReportData } from "./report/data.ts";
import { fingerprintOf } from "./report/fingerprint.ts";
import { versionsOf } from "./report/versions.ts";

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
  const { autoencoder, config } = await openAutoencoder(folder);
  expectModelOfRows(autoencoder, "report");
  output.step("reading the data …");
  const data = await openReportData(folder, autoencoder, recipeIn(config.options), given, options, output);
  const { measure, reportOf, dayOf } = await import("../report/index.ts");
  const measured = await measure(autoencoder, data, {
    runtime: await nodeRuntime({}, output.say),
    seed: options.seed ?? config.seed,
    trained: config,
    history: autoencoder.history,
    onStep: output.step,
    onProgress: output.live,
  });

  output.step("drawing …");
  const { pngUrl } = await import("../explorer/sprite-sheet.node.ts");
  const { known, checksums } = await fingerprintOf(data.path);
  const page = reportOf(measured, {
    title: `${savedName(data.dataset.name)}: a ${autoencoder.family} autoencoder`,
    subtitle: `A report on the model in ${savedName(folder)}, made on ${dayOf(new Date())} with codings ${VERSION}`,
    pngUrl,
    again: {
      commands: commandsOf(config, folder, given, options),
      known: [...(await versionsOf(folder, config)), ...known],
      checksums,
    },
  });
  await writeFileAtomically(file, page);

  const { rows, loss, kept, threshold, beyond } = measured.summary;
  const percent = (share: number) => (share > 0 ? `${(100 * share).toFixed(1)} %` : "none");
  const pca = kept.pca === undefined ? "" : ` (PCA ${percent(kept.pca)})`;
  output.say(
    `${file}: loss ${loss.value.toFixed(4)} on ${counted(rows.looked, "example")} ${data.name}, ${percent(kept.own)} of the variance kept${pca}, ${count(beyond.count)} beyond the threshold`,
  );
  output.result({
    output: file,
    rows: rows.looked,
    loss: loss.value,
    varianceKept: kept.own,
    ...(kept.pca !== undefined && { pcaVarianceKept: kept.pca }),
    threshold: threshold.value,
    beyond: beyond.count,
    worst: measured.worst,
  });
}

/** How model and report are made again; of a model that a program saved, the report alone. */
function commandsOf({ options }: ModelConfig, folder: string, given: string | undefined, wanted: ReportOptions): string[] {
  const train = trainCommand(options, folder);
  return [...(train === undefined ? [] : [train]), reportCommand(folder, given, wanted)];
}
