import { Command } from "commander";
import { families } from "../autoencoders/families.ts";
import { datasets } from "../data/open.node.ts";
import { losses, metrics, optimizers } from "../training/index.ts";
import { type CommonOptions, nameIn, numberIn, outputOf, UsageError } from "./command.ts";
import { hasModel, resumedRun, runTraining, type TrainingRecipe } from "./training-run.ts";

type TrainOptions = CommonOptions &
  Partial<Omit<TrainingRecipe, "data">> & {
    epochs?: number;
    patience?: number;
    threads?: number;
    out?: string;
    resume?: boolean;
  };

const sizes = (text: string): number[] => text.split(",").map(numberIn("hidden", { from: 1, whole: true }));
const metricNames = (text: string): string[] => text.split(",").map(nameIn("metric", metrics));

/** What is taken where an option isn't given: the lecture's. */
const defaults = {
  model: "stacked",
  codings: 30,
  hidden: [100],
  batch: 32,
  optimizer: "sgd",
  loss: "binaryCrossentropy",
  metrics: ["roundedAccuracy"],
  validation: 1 / 12,
  seed: 42,
} as const;

export const train = () =>
  new Command("train")
    .description("trains an autoencoder; DIR becomes a model folder")
    .argument("<data>", "a dataset's name (codings data list), a file or a folder")
    .option(
      "--model <name>",
      `which autoencoder: ${Object.keys(families).join(", ")} (default: stacked)`,
      nameIn("model", families),
    )
    .option("--codings <n>", "size of the codings (default: 30)", numberIn("codings", { from: 1, whole: true }))
    .option("--hidden <sizes>", "units of the encoder's hidden layers, such as 300,100 (default: 100)", sizes)
    .option("--epochs <n>", "how often all examples are learned from (default: 10)", numberIn("epochs", { from: 1, whole: true }))
    .option("--batch <n>", "examples a step (default: 32)", numberIn("batch", { from: 1, whole: true }))
    .option("--optimizer <name>", `${Object.keys(optimizers).join(", ")} (default: sgd)`, nameIn("optimizer", optimizers))
    .option("--learning-rate <x>", "default: 1.5 for sgd, else the optimizer's own", numberIn("learning-rate", { above: 0 }))
    .option("--loss <name>", `${Object.keys(losses).join(", ")} (default: binaryCrossentropy)`, nameIn("loss", losses))
    .option("--metrics <names>", `some of ${Object.keys(metrics).join(", ")} (default: roundedAccuracy)`, metricNames)
    .option("--clip-norm <x>", "largest length of all gradients together", numberIn("clip-norm", { above: 0 }))
    .option(
      "--validation <n>",
      "examples held out: a number of the last ones, or a share (default: 1/12)",
      numberIn("validation", { above: 0 }),
    )
    .option(
      "--patience <n>",
      "stop after so many epochs without a better validation loss",
      numberIn("patience", { from: 1, whole: true }),
    )
    .option("--threads <n>", "default: all cores", numberIn("threads", { from: 1, whole: true }))
    .option("--out <dir>", "the model folder (default: out/DATA-MODEL)")
    .option("--resume", "go on from the last checkpoint in DIR")
    .action(run);

async function run(data: string, options: TrainOptions): Promise<void> {
  const output = outputOf(options);
  const {
    json: _json,
    quiet: _quiet,
    epochs: wantedEpochs,
    patience,
    threads,
    out: wantedOut,
    resume = false,
    ...given
  } = options;
  const out = wantedOut ?? `out/${data.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "")}-${given.model ?? defaults.model}`;
  if (resume && !(await hasModel(out)))
    throw new UsageError(
      `--resume: ${out} isn't a model folder. Give the one to go on from with --out, or train without --resume.`,
    );
  const before = resume ? await resumedRun(out, { data, ...given }) : undefined;
  const learningRate = given.learningRate ?? ((given.optimizer ?? defaults.optimizer) === "sgd" ? 1.5 : undefined);
  const recipe: TrainingRecipe = before?.recipe ?? {
    ...defaults,
    seed: datasets[data]?.seed ?? defaults.seed,
    ...given,
    data,
    ...(learningRate !== undefined && { learningRate }),
  };
  const epochs = wantedEpochs ?? before?.epochs ?? 10;
  const done = before?.from.epoch ?? 0;
  if (before && done >= epochs) {
    output.say(`${out} has its ${done} epochs already. Give more with --epochs.`);
    output.result({ out, epochs: done, ...figures(before.from.history.at(-1)) });
    return;
  }
  if (before) output.say(`Going on after ${done} epochs and ${before.from.batch} batches.`);
  const run = {
    recipe,
    epochs,
    out,
    ...(patience !== undefined && { patience }),
    ...(threads !== undefined && { threads }),
    ...(before && { from: before.from }),
  };
  const { history, interrupted } = await runTraining(run, output);
  const last = history.at(-1);
  if (interrupted) {
    output.say(
      `Interrupted after ${history.length} of ${epochs} epochs; saved in ${out}. Go on with: codings train ${data} --out ${out} --resume`,
    );
    process.exitCode = 130;
  } else {
    const shown = Object.entries(figures(last)).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    output.say(`${shown.join(", ")}\nThe model is in ${out}`);
  }
  output.result({ out, epochs: history.length, interrupted, ...figures(last) });
}

/** The losses and metrics of an epoch, without its bookkeeping. */
function figures(log: Readonly<Record<string, number | undefined>> | undefined): Record<string, number> {
  const kept = Object.entries(log ?? {}).filter(
    ([name]) => !["epoch", "seconds", "examplesPerSecond", "learningRate"].includes(name),
  );
  return Object.fromEntries(kept) as Record<string, number>;
}
