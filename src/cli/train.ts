import { availableParallelism } from "node:os";
import { Command } from "commander";
import { families } from "../autoencoders/families/index.ts";
import { showNoise } from "../autoencoders/noise.ts";
import { BINARY_DEFAULTS, NUMBER_DEFAULTS, PIXEL_DEFAULTS } from "../autoencoders/plan/defaults.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { given } from "../core/options.ts";
import { savedName } from "../core/saved-name.ts";
import { datasets } from "../data/open.node.ts";
import { isOfSeries, tableOptionsIn } from "../recipes/columns.ts";
import { allOptions, DETECTOR, type RecipeOptions } from "../recipes/schema.ts";
import type { Communicator } from "../runtime/communicator.ts";
import { isUnderMpi } from "../runtime/mpi-library.node.ts";
import { seriesColumn } from "../tasks/series-column.node.ts";
import { train as trainOn } from "../tasks/train.node.ts";
import type { TrainingStage } from "../tasks/train.ts";
import { TRAINED } from "../tasks/training-progress.ts";
import { adviceTeller } from "./codings-advice.ts";
import { type CommonOptions, explain, numberIn, outputOf, stopOnSignals } from "./command.ts";
import { inFlags } from "./flags.ts";
import { schemaOptionsIn, withSchemaOptions } from "./schema-options.ts";
import { sayPlan } from "./train-plan.ts";
import { tellRows, tellTraining } from "./training-progress.ts";
import { sayResult } from "./training-result.ts";

type TrainFlags = CommonOptions & {
  readonly plot?: string;
  readonly threads?: number;
  readonly rows: boolean;
  readonly out?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  readonly syncEvery?: number;
  readonly rankPatience?: number;
};

export const train = () =>
  withSchemaOptions(
    new Command("train"),
    allOptions.flatMap(([name]) => (name === "seed" ? [] : [name])),
  )
    .argument("<data>", "name of a dataset (see codings data list), file or folder")
    .option("--plot <file>", "file for the curve of --codings auto, .svg or .png (default: OUT-codings.svg)")
    .option(
      "--threads <n>",
      "number of threads; codings doctor measures whether a small model trains faster with fewer (default: all cores)",
      numberIn("threads", { from: 1, to: availableParallelism(), whole: true }),
    )
    .option(
      "--no-rows",
      `leave training rows out of the saved detector, which then scores without the distance to the nearest ones (--model ${DETECTOR} only)`,
    )
    .option("-o, --out <dir>", "folder to save the model in (default: out/DATA-MODEL)")
    .option("--resume", "continue from the last checkpoint in the model folder; --epochs and --patience may have changed")
    .option(
      "--sync-every <k>",
      "number of batches that each process learns from before the weights are averaged (with mpirun; default: 1, which adds up the gradients of each batch)",
      numberIn("sync-every", { from: 1, whole: true }),
    )
    .option(
      "--rank-patience <seconds>",
      "time without a sign of life after which a process is given up and all end (with mpirun; default: 30)",
      numberIn("rank-patience", { above: 0 }),
    )
    .option("--dry-run", "print the value of each option and the reason for it, without training")
    .addHelpText("after", () => `\nDefaults by model:\n${familyTable()}\n\n${numbersHelp()}`)
    .action(run);

/** Formats the defaults of each family, one line each. */
const familyTable = (): string =>
  Object.entries(families)
    .map(([name, { defaults }]) => {
      const { hidden, codings, loss, optimizer, learningRate, batchSize, epochs, noise } = defaults;
      const layers = [...hidden, codings].join("-");
      return `  ${name.padEnd(16)} ${layers.padEnd(11)} ${loss}, ${optimizer} ${learningRate}, batch ${batchSize}, ${epochs} epochs${noise ? `, noise ${showNoise(noise)}` : ""}`;
    })
    .join("\n");

const numbersHelp = (): string => {
  const { loss, optimizer, learningRate } = NUMBER_DEFAULTS;
  return `These defaults are for images of 28 x 28 pixels, as in the lecture. For other data, codings chooses sizes and epochs.
The loss is then ${loss}, or ${BINARY_DEFAULTS.loss} for zeros and ones. The optimizer is ${optimizer}, with the learning rate
${PIXEL_DEFAULTS.learningRate} for images and ${learningRate} for other numbers. The model standardizes numbers that aren't pixels, unless --loss and
--optimizer are both given. Use --recipe lecture to train with the settings above on any data, and --dry-run to see
what is chosen and why.`;
};

/** Message for Ctrl-C in each stage that can end early. */
const ON_SIGNAL: Partial<Record<TrainingStage, string>> = {
  sizes: "Stopping, then showing the results so far. Press Ctrl-C again to quit at once.",
  settings: "Stopping the search, with the best settings so far. Press Ctrl-C again to quit at once.",
  learning: "Stopping after the current steps, then saving. Press Ctrl-C again to quit at once.",
};

/** Trains in this process, or together with the others that mpirun has started. */
async function run(data: string, flags: TrainFlags): Promise<void> {
  if (!isUnderMpi()) return runOn(data, flags);
  const { mpi } = await import("../runtime/mpi.node.ts");
  const distributed = await mpi(given({ patience: flags.rankPatience }));
  if (flags.dryRun && distributed.rank > 0) return;
  try {
    await runOn(data, distributed.rank === 0 ? flags : { ...flags, quiet: true, json: false }, distributed);
  } catch (error) {
    distributed.abort(explain(error));
  }
}

async function runOn(data: string, flags: TrainFlags, distributed?: Communicator): Promise<void> {
  const output = outputOf(flags);
  const options = schemaOptionsIn({ ...flags });
  const folder = flags.out ?? placeOf(data, options);
  const plot = flags.plot ?? `${folder}-codings.svg`;
  if (flags.plot !== undefined) {
    expectEnding(flags.plot, "plots", ".svg", ".png");
    if (options.codings !== "auto") throw new UsageError("--plot is for --codings auto.");
  }
  if (flags.dryRun) return sayPlan(data, { ...options, ...(flags.resume && { resume: true }), threads: flags.threads }, flags);
  const advice = adviceTeller(savedName(data), { minutes: options.minutes, plot }, output);
  const series = await seriesIn(data, options);
  if (series)
    output.say(
      `${savedName(data)}: the rows are readings every ${series.every}, so they are a series in the order of "${series.orderBy}". To score single rows instead, use --window none.`,
    );
  const stop = stopOnSignals(output);
  try {
    const result = await trainOn(data, {
      ...options,
      ...(series && { orderBy: series.orderBy }),
      output: folder,
      resume: flags.resume ?? false,
      threads: flags.threads,
      device: flags.device,
      ...(!flags.rows && { rows: false }),
      ...given({ distributed, syncEvery: flags.syncEvery }),
      signal: stop.signal,
      callbacks: [options.family === DETECTOR ? tellRows(output) : tellTraining(output)],
      words: inFlags,
      // Callbacks report the progress of the training itself, with its loss.
      onProgress: (progress) => {
        if (progress.unit !== TRAINED) output.tell.onProgress?.(progress);
      },
      onNote: output.say,
      // Findings are printed at the end, after the loss.
      onFinding: () => undefined,
      onStage(stage, line) {
        if (line !== undefined) return output.step(line);
        const said = ON_SIGNAL[stage];
        if (said === undefined) stop.release();
        else stop.say(said);
      },
      ...advice,
    });
    sayResult(result, { data, folder, plot }, output);
  } finally {
    stop.release();
  }
}

/** Returns the column of times of readings for a detector, if the options don't say whether the rows are a series. */
const seriesIn = async (data: string, options: RecipeOptions) =>
  options.family === DETECTOR && options.window === undefined && !isOfSeries(options) && !Object.hasOwn(datasets, data)
    ? seriesColumn(data, { table: tableOptionsIn(options), ...given({ maxMemory: options.maxMemory }) })
    : undefined;

/** Returns the default model folder. */
const placeOf = (data: string, { family, pretrain }: RecipeOptions): string =>
  `out/${savedName(data)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^-+|-+$/g, "")}-${family ?? (pretrain ? "denoising" : "stacked")}`;
