import { availableParallelism } from "node:os";
import { Command } from "commander";
import { families } from "../autoencoders/families/index.ts";
import { showNoise } from "../autoencoders/noise.ts";
import { BINARY_DEFAULTS, NUMBER_DEFAULTS, PIXEL_DEFAULTS } from "../autoencoders/plan/defaults.ts";
import { expectEnding } from "../core/endings.ts";
import { UsageError } from "../core/errors.ts";
import { savedName } from "../core/saved-name.ts";
import { allOptions, DETECTOR, type RecipeOptions } from "../recipes/schema.ts";
import { train as trainOn } from "../tasks/train.node.ts";
import type { TrainingStage } from "../tasks/train.ts";
import { TRAINED } from "../tasks/training-progress.ts";
import { adviceTeller } from "./codings-advice.ts";
import { type CommonOptions, numberIn, outputOf, stopOnSignals } from "./command.ts";
import { inFlags } from "./flags.ts";
import { schemaOptionsIn, withSchemaOptions } from "./schema-options.ts";
import { sayPlan } from "./train-plan.ts";
import { tellRows, tellTraining } from "./training-progress.ts";
import { sayResult } from "./training-result.ts";

type TrainFlags = CommonOptions & {
  readonly plot?: string;
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
};

export const train = () =>
  withSchemaOptions(
    new Command("train"),
    allOptions.flatMap(([name]) => (name === "seed" ? [] : [name])),
  )
    .description("trains an autoencoder on DATA and writes it as a model folder")
    .argument("<data>", "a dataset's name (codings data list), a file or a folder")
    .option("--plot <file>", "file for the curve of --codings auto, .svg or .png (default: OUT-codings.svg)")
    .option(
      "--threads <n>",
      "threads to use; small models may train faster with fewer, such as 1: codings doctor measures it (default: all cores)",
      numberIn("threads", { from: 1, to: availableParallelism(), whole: true }),
    )
    .option("-o, --out <dir>", "the model folder (default: out/DATA-MODEL)")
    .option(
      "--resume",
      "go on from the last checkpoint in the model folder, as if the run had never stopped; --epochs and --patience may be others",
    )
    .option("--dry-run", "show the value of each option and why, and end: nothing is trained or written")
    .addHelpText("after", () => `\nDefaults by model:\n${familyTable()}\n\n${numbersHelp()}`)
    .action(run);

/** Each family's defaults, a line each. */
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
  return `These are for images like the lecture's, of 28 x 28 pixels. For other pictures and arrays sizes and epochs are chosen
by the data, and loss, optimizer and rate are ${loss}, ${optimizer} ${PIXEL_DEFAULTS.learningRate} for pictures and ${learningRate} for numbers, ${BINARY_DEFAULTS.loss}
for zeros and ones. The model scales numbers that aren't pixels by their means and deviations, unless --loss and
--optimizer are both given. --recipe lecture takes the settings above for any examples, and
--dry-run shows what is chosen, and why.`;
};

/** What Ctrl-C does in the stages that end in good order. */
const ON_SIGNAL: Partial<Record<TrainingStage, string>> = {
  sizes: "Stopping here, then showing what there is. Ctrl-C again quits at once.",
  settings: "Stopping here, with the best settings so far. Ctrl-C again quits at once.",
  learning: "Stopping after this chunk of steps, then saving. Ctrl-C again quits at once.",
};

async function run(data: string, flags: TrainFlags): Promise<void> {
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
  const stop = stopOnSignals(output);
  try {
    const result = await trainOn(data, {
      ...options,
      output: folder,
      resume: flags.resume ?? false,
      threads: flags.threads,
      signal: stop.signal,
      callbacks: [options.family === DETECTOR ? tellRows(output) : tellTraining(output)],
      words: inFlags,
      // What is learned has lines of its own, which say the loss, too.
      onProgress: (progress) => {
        if (progress.unit !== TRAINED) output.tell.onProgress?.(progress);
      },
      onNote: output.say,
      // They are said at the end, behind the loss.
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

/** Where a model is written if nothing is said. */
const placeOf = (data: string, { family, pretrain }: RecipeOptions): string =>
  `out/${savedName(data)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^-+|-+$/g, "")}-${family ?? (pretrain ? "denoising" : "stacked")}`;
