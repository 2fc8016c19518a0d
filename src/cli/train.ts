import { availableParallelism } from "node:os";
import { Command } from "commander";
import { NUMBER_DEFAULTS, valuesOf } from "../autoencoders/array-defaults.ts";
import { families } from "../autoencoders/families/index.ts";
import { parseNoise, showNoise } from "../autoencoders/noise.ts";
import { expectEnding } from "../core/endings.ts";
import { savedName } from "../core/saved-name.ts";
import { percentTo } from "../core/words.ts";
import { isTable } from "../data/open.node.ts";
import { describeTable } from "../data/tables/schema/describe.ts";
import { labelHint, labelLike } from "../data/tables/schema/label-like.ts";
import { TABLE_EPOCHS, TABLE_PATIENCE, tableEpochs } from "../manifold/table-sizes.ts";
import { lockForTraining } from "../models/training-lock.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { losses, metrics, optimizers } from "../training/index.ts";
import { adviseOnCodings } from "./codings-advice.ts";
import { type CommonOptions, count, nameIn, numberIn, type Output, outputOf, parsedBy, UsageError } from "./command.ts";
import { DETECTOR, trainDetector } from "./detector-run.ts";
import { typed } from "./flags.ts";
import { modelNamed } from "./model-name.ts";
import { imageOptions } from "./open.ts";
import { CLASSIFIER_EPOCHS, checkLabels, trainOnLabels } from "./pretraining.ts";
import { type TableFlags, tableFlagsOf, tableOptionsOf, withTableFlags, withWindowFlags } from "./table-options.ts";
import { chooseForTable } from "./table-recipe.ts";
import { openTrainingData } from "./training-data.ts";
import {
  earlierRun,
  hasModel,
  isDone,
  outcomeOf,
  recipeOf,
  runTraining,
  type TrainingRecipe,
  whereOn,
  whyDone,
} from "./training-run.ts";
import { chooseForWindows } from "./window-recipe.ts";

type TrainOptions = CommonOptions &
  TableFlags &
  Partial<Omit<TrainingRecipe, "data" | "table" | "query" | "codings">> & {
    codings?: number | "auto";
    seeds?: number;
    minutes?: number;
    plot?: string;
    epochs?: number;
    patience?: number;
    threads?: number;
    out?: string;
    resume?: boolean;
  };

const sizes = (text: string): number[] => text.split(",").map(numberIn("hidden", { from: 1, whole: true }));
const codingsIn = (text: string): number | "auto" => {
  if (text === "auto") return text;
  if (/^[a-z]/i.test(text)) throw new UsageError(`--codings takes a whole number of at least 1, or auto, but this is "${text}".`);
  return numberIn("codings", { from: 1, whole: true })(text);
};
const metricNames = (text: string): string[] => text.split(",").map(nameIn("metric", metrics));

export const train = () =>
  imageOptions(withWindowFlags(withTableFlags(new Command("train"))))
    .description("trains an autoencoder on DATA and writes it as a model folder")
    .argument("<data>", "a dataset's name (codings data list), a file or a folder")
    .option(
      "--model <name>",
      `which autoencoder: ${Object.keys(families).join(", ")} (default: stacked); or ${DETECTOR}, a detector of outliers`,
      modelNamed,
    )
    .option(
      "--codings <n>",
      "size of the codings, or auto: several are tried and the best worth is taken (default: the model's, as below)",
      codingsIn,
    )
    .option("--seeds <n>", "of --codings auto: trainings of each size (default: 3)", numberIn("seeds", { from: 1, whole: true }))
    .option("--minutes <n>", "of --codings auto: the longest it may take (default: 10)", numberIn("minutes", { above: 0 }))
    .option("--plot <file>", "of --codings auto: its curve as FILE.svg or .png (default: OUT-codings.svg)")
    .option("--hidden <sizes>", "units of the encoder's hidden layers, or filters, such as 300,100", sizes)
    .option(
      "--epochs <n>",
      "passes over all examples (of --pretrain: the autoencoder's)",
      numberIn("epochs", { from: 1, whole: true }),
    )
    .option("--batch <n>", "examples a step", numberIn("batch", { from: 1, whole: true }))
    .option("--optimizer <name>", Object.keys(optimizers).join(", "), nameIn("optimizer", optimizers))
    .option(
      "--learning-rate <x>",
      "default: the model's, or that of the optimizer given",
      numberIn("learning-rate", { above: 0 }),
    )
    .option("--loss <name>", `${Object.keys(losses).join(", ")} (a table's is mixed)`, nameIn("loss", losses))
    .option(
      "--scaling <how>",
      "standard or none: whether the model scales numbers by their means and deviations (default: see below)",
      nameIn("scaling", { standard: 0, none: 0 }),
    )
    .option(
      "--metrics <names>",
      `some of ${Object.keys(metrics).join(", ")} (default: roundedAccuracy, or mae where the loss isn't binaryCrossentropy)`,
      metricNames,
    )
    .option(
      "--noise <kind:amount>",
      "added while it learns: gaussian:0.2, dropout:0.5, masking:0.3, saltAndPepper:0.1, or missing:0.2, for filling missing values",
      parsedBy(parseNoise),
    )
    .option(
      "--sparsity <kind:value>",
      "of a sparse model: kl:0.1 (a target, the default) or l1:0.001 (a weight)",
      parsedBy(families.sparse.options.sparsity.parse),
    )
    .option(
      "--pretrain",
      "for few labels: then train a classifier on the encoder, and one from scratch beside it; without --model, a denoising 500-250 one by Nadam",
    )
    .option("--labels <file>", "its labels: IDX, .npy, or text with a number a line (default: the dataset's own)")
    .option("--labelled <n>", "learn from so many of them (default: all)", numberIn("labelled", { from: 2, whole: true }))
    .option(
      "--classifier-epochs <n>",
      `passes over the labelled examples, of the classifier and of the one from scratch (default: ${CLASSIFIER_EPOCHS})`,
      numberIn("classifier-epochs", { from: 1, whole: true }),
    )
    .option("--fine-tune", "of a greedy model: train the whole at the end")
    .option("--clip-norm <x>", "largest length of all gradients together", numberIn("clip-norm", { above: 0 }))
    .option(
      "--validation <n>",
      "examples held out: a number of the last ones, or a share (default: 1/12)",
      numberIn("validation", { above: 0 }),
    )
    .option(
      "--patience <n>",
      `stop after so many epochs without a better validation loss, and keep the best weights (default of tables: ${TABLE_PATIENCE}); with --resume, epochs already waited count`,
      numberIn("patience", { from: 1, whole: true }),
    )
    .option(
      "--threads <n>",
      "default: all cores; small models may train faster with fewer, such as 1: codings doctor measures it",
      numberIn("threads", { from: 1, to: availableParallelism(), whole: true }),
    )
    .option("-o, --out <dir>", "the model folder (default: out/DATA-MODEL)")
    .option(
      "--resume",
      "go on from the last checkpoint in the model folder, as if the run had never stopped; --epochs and --patience may be others",
    )
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
  return `Loss, optimizer and rate are for pixels: bytes, and images of numbers from 0 to 1. For other arrays of numbers
they are ${loss}, ${optimizer} ${learningRate}, and the model scales the numbers by their means and deviations, unless
--loss and --optimizer (or --learning-rate) are both given.`;
};

async function run(data: string, options: TrainOptions): Promise<void> {
  const output = outputOf(options);
  const {
    json: _json,
    quiet: _quiet,
    epochs: wantedEpochs,
    patience: wantedPatience,
    threads,
    out: wantedOut,
    resume = false,
    codings,
    seeds,
    minutes,
    plot,
    ...told
  } = options;
  const isAuto = codings === "auto";
  expectAutoFits(options);
  const { flags, others } = tableFlagsOf(told);
  const said = { ...others, ...(!isAuto && codings !== undefined && { codings }) };
  const { query } = flags;
  if (said.model === DETECTOR) {
    if (flags.window !== undefined)
      throw new UsageError(`--window is for autoencoders, and a detector (--model ${DETECTOR}) looks at rows by themselves.`);
    if (resume)
      throw new UsageError(`--resume: a detector (--model ${DETECTOR}) is trained at once, in seconds. Leave --resume out.`);
    const place = wantedOut ?? placeOf(data, DETECTOR);
    const settings = { flags, out: place, ...(threads !== undefined && { threads }) };
    return trainDetector(data, { ...said, ...(query !== undefined && { query }) }, settings, output);
  }
  const ofTable = !(resume && said.model === undefined) && (await isTable(data));
  if (ofTable) expectNoImageFlags(said, data);
  const windows = tableOptionsOf(flags).windows;
  const given = { ...said, ...(query !== undefined && { query }) };
  const model = recipeOf(data, given).model;
  if (windows && given.pretrain)
    throw new UsageError("--pretrain is for examples with labels, which windows of rows don't have.");
  if (windows && model === "convolutional")
    throw new UsageError("--model convolutional is for images: of windows take --model convolutional-1d.");
  const out = wantedOut ?? placeOf(data, model);
  if (resume && !(await hasModel(out)))
    throw new UsageError(
      `--resume: ${out} isn't a model folder. Give the one to go on from with --out, or train without --resume.`,
    );
  const ofClassifier = (["labels", "labelled", "classifierEpochs"] as const).find((name) => given[name] !== undefined);
  if (!given.pretrain && ofClassifier) throw new UsageError(`${typed(ofClassifier)} is for a classifier: add --pretrain.`);
  for (const [option, family] of [
    ["sparsity", "sparse"],
    ["fineTune", "greedy"],
  ] as const) {
    if (given[option] !== undefined && given.model !== family)
      throw new UsageError(
        `--${option === "fineTune" ? "fine-tune" : option} is for a ${family} autoencoder: add --model ${family}.`,
      );
  }
  await lockForTraining(out);
  const before = resume ? await earlierRun(out, { data, ...given }) : undefined;
  if (before && windows && JSON.stringify(windows) !== JSON.stringify(before.recipe.table?.windows))
    throw new UsageError("--resume goes on with the windows that the model has. Leave --window and what belongs to it out.");
  const table =
    !before && ofTable ? await tableRun(data, given, { ...flags, epochs: wantedEpochs }, { output, isAuto }) : undefined;
  if (!ofTable && !before?.recipe.table) expectNoTableFlags(flags, data);
  const array = before || table ? undefined : await arrayRun(data, given, output);
  const wanted = before?.recipe ?? table?.recipe ?? array!.recipe;
  const patience = wantedPatience ?? before?.patience ?? (wanted.table ? TABLE_PATIENCE : undefined);
  const epochs = wantedEpochs ?? before?.epochs ?? table?.epochs ?? families[wanted.model]!.defaults.epochs;
  if (wanted.pretrain) await checkLabels(wanted, output);
  const opened = table?.opened ?? array?.opened;
  const settings = { seeds, minutes, threads, plot: plot ?? `${out}-codings.svg` };
  const advice = isAuto ? await adviseOnCodings(opened!, wanted, settings, output) : undefined;
  if (advice?.stopped === "interrupted") {
    opened!.close();
    process.exitCode = 130;
    output.result({ interrupted: true, advice });
    return;
  }
  const recipe = advice ? { ...wanted, codings: advice.chosen! } : wanted;
  const done = before && isDone(before, epochs, patience) ? outcomeOf(before) : undefined;
  if (before && done && !recipe.pretrain) {
    output.say(whyDone(before, out, epochs, patience));
    output.result({ out, epochs: before.state.epoch, ...figures(done.kept) });
    return;
  }
  if (before && !done) output.say(whereOn(before, epochs, patience));
  if (!before && (await hasModel(out)))
    output.say(`${out} holds a model, which the new one replaces (--resume goes on with it instead).`);
  const run = {
    recipe,
    epochs,
    out,
    ...(patience !== undefined && { patience }),
    ...(threads !== undefined && { threads }),
    ...(opened && { data: opened }),
    ...(before && { before }),
  };
  const { autoencoder, history, kept, interrupted } = done ?? (await runTraining(run, output));
  const result = {
    out,
    epochs: history.length,
    interrupted,
    ...figures(kept),
    ...(advice && { codings: recipe.codings, advice }),
  };
  if (interrupted) {
    output.say(
      `Interrupted after ${history.length} of ${epochs} epochs; saved in ${out}. Go on with: codings train ${data} --out ${out} --resume`,
    );
    process.exitCode = 130;
    output.result(result);
    return;
  }
  const shown = Object.entries(figures(kept)).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const whose = kept === history.at(-1) ? "" : `, the weights of epoch ${kept!.epoch}`;
  output.say(`${shown.join(", ")}${whose}\nThe model is in ${out}`);
  if (!recipe.pretrain) {
    output.result(result);
    return;
  }
  const labelled = await trainOnLabels(autoencoder, recipe, { out, ...(threads !== undefined && { threads }) }, output);
  output.say(
    `accuracy with ${labelled.labelled} labels: ${percentTo(labelled.accuracy)} pretrained, ${percentTo(labelled.fromScratch)} from scratch\nThe classifier is in ${labelled.classifier}`,
  );
  output.result({ ...result, ...labelled });
}

/** Where a model is written if nothing is said. */
const placeOf = (data: string, model: string): string =>
  `out/${savedName(data)
    .replace(/[^\w.-]+/g, "-")
    .replace(/^-+|-+$/g, "")}-${model}`;

/** Finds out what a table's columns hold, chooses what wasn't said, and says both. */
async function tableRun(
  data: string,
  given: Partial<TrainingRecipe>,
  said: TableFlags & { readonly epochs?: number },
  { output, isAuto }: { output: Output; isAuto: boolean },
) {
  const { validation = 0.1, seed = 42 } = given;
  const opened = await openTrainingData({ ...given, data, validation, seed }, output, tableOptionsOf(said));
  const table = opened.table!;
  output.say([`${opened.name}:`, ...describeTable(table)].join("\n"));
  const labels = labelLike(table, opened.train);
  if (labels) output.say(`! ${labelHint(labels.name)}`);
  const runtime = await nodeRuntime({}, output.say);
  const { model } = recipeOf(data, given);
  const chosen = table.windows ? await chooseForWindows(model, opened, runtime) : await chooseForTable(opened, runtime);
  const { codings, hidden, batch } = chosen.recipe;
  const recipe = recipeOf(data, { codings, hidden, batch, ...given, validation, table });
  for (const [name, reason] of Object.entries(chosen.reasons))
    if (given[name as "codings"] === undefined && !(isAuto && name === "codings")) output.say(reason);
  const epochs = tableEpochs(opened.count);
  const what = table.windows ? "windows" : "rows";
  const seen = epochs < TABLE_EPOCHS ? ` of ${count(opened.count)} ${what}` : "";
  const until = epochs > TABLE_PATIENCE ? `, until ${TABLE_PATIENCE} haven't lowered the loss of the ${what} held out` : "";
  if (said.epochs === undefined) output.say(`${epochs === 1 ? "1 epoch" : `at most ${epochs} epochs`}${seen}${until}`);
  return { opened, recipe, epochs };
}

/** Opens examples that aren't a table, chooses the options that the user left out by what the examples hold, and prints the choice. */
async function arrayRun(data: string, given: Partial<TrainingRecipe>, output: Output) {
  const usual = recipeOf(data, given);
  const opened = await openTrainingData(usual, output);
  const recipe = recipeOf(data, given, valuesOf(opened.train, families[usual.model]!));
  const { loss, optimizer, learningRate } = recipe;
  if (recipe.scaling === "standard")
    output.say(
      `${opened.name} holds numbers that aren't pixels: the model scales them by their means and deviations, and learns by ${loss} and ${optimizer}${learningRate === undefined ? "" : `, learning rate ${learningRate}`}`,
    );
  return { opened, recipe };
}

/** @throws UsageError where --codings auto can't be, or an option of its is given without it. */
function expectAutoFits({ codings, resume, model, plot, ...options }: TrainOptions): void {
  if (plot !== undefined) expectEnding(plot, "plots", ".svg", ".png");
  const own = { plot, seeds: options.seeds, minutes: options.minutes };
  const [name] = Object.entries(own).find(([, value]) => value !== undefined) ?? [];
  if (codings !== "auto" && name) throw new UsageError(`--${name} is for --codings auto.`);
  if (codings === "auto" && resume)
    throw new UsageError("--resume goes on with the codings that the model has. Leave --codings auto out.");
  if (codings === "auto" && model === DETECTOR)
    throw new UsageError(`--codings isn't an option of --model ${DETECTOR}, which chooses its own. Leave it out.`);
}

/** @throws UsageError where columns are spoken of and there are none. */
function expectNoTableFlags(flags: TableFlags, data: string): void {
  const [name] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (name) throw new UsageError(`${typed(name)} is for tables, and ${data} isn't one.`);
}

/** @throws UsageError where images are spoken of and there are none. */
function expectNoImageFlags(said: Partial<TrainingRecipe>, data: string): void {
  const name = (["size", "channels", "skipBad"] as const).find((option) => said[option] !== undefined);
  if (name) throw new UsageError(`${typed(name)} is for images, and ${data} is a table.`);
}

/** The losses and metrics of an epoch, without its bookkeeping. */
function figures(log: Readonly<Record<string, number | undefined>> | undefined): Record<string, number> {
  const kept = Object.entries(log ?? {}).filter(
    ([name]) => !["phase", "epoch", "seconds", "examplesPerSecond", "learningRate"].includes(name),
  );
  return Object.fromEntries(kept) as Record<string, number>;
}
