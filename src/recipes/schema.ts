import { type AutoencoderLoss, type Family, type FamilyName, families } from "../autoencoders/index.ts";
import { PATIENCE } from "../autoencoders/plan/training.ts";
import { losses, type MetricName, metrics, optimizers } from "../training/index.ts";
import { bytesKind, columnNames, count, type Kind, listOf, nameOrNumber, number, oneOf, text, words, yesOrNo } from "./kinds.ts";
import { countOrAuto, ELSEWHERE, noiseKind, sizeKind, sparsityKind, windowKind } from "./model-kinds.ts";

/**
 * The value of `family` that chooses an anomaly detector, which isn't a family: it has several small autoencoders and the rows
 * they were trained on.
 */
export const DETECTOR = "anomaly";

/** Default number of epochs for each of the two classifiers that `pretrain` trains. */
export const CLASSIFIER_EPOCHS = 50;

/**
 * The definition of an option. The library's types and checks, the flag, the studio's field and the table in the docs are made
 * from it.
 */
export interface RecipeOption<T> {
  readonly kind: Kind<T>;
  /** Name of the flag without dashes, if it isn't the name of the option in kebab case. */
  readonly flag?: string;
  /** Placeholder after the flag, such as "<n>"; that of the kind by default. Flags without a value have none. */
  readonly metavar?: string | undefined;
  readonly description: string;
  /** Whether there is also a flag with the prefix --no- (for true or false). */
  readonly no?: boolean;
  /** Whether the flag may be given several times. */
  readonly repeats?: boolean;
  /** The default in a few words, if that is possible. */
  readonly default?: string;
  /** The group of the option. Options in `run` affect how a run is done, not its model. */
  readonly group: "model" | "training" | "labels" | "data" | "run";
  /** The kind of data, the family or the option that this option is for. */
  readonly only?: "tables" | "windows" | "images" | "convolutions" | FamilyName | "pretrain" | "auto";
  /** The field in the studio: its label, its range, and the values that it suggests. */
  readonly field?: {
    readonly label: string;
    readonly from?: number;
    readonly to?: number;
    readonly suggested?: readonly string[];
  };
}

const entry = <T>(kind: Kind<T>, about: Omit<RecipeOption<T>, "kind">): RecipeOption<T> => ({
  kind,
  metavar: kind.metavar,
  ...about,
});

const TABLES = { group: "data", only: "tables" } as const;
const WINDOWS = { group: "data", only: "windows" } as const;
const IMAGES = { group: "data", only: "images" } as const;
const LABELS = { group: "labels", only: "pretrain" } as const;

/**
 * All training options, in the order of help and docs. To add one, add an entry here. If it affects the defaults of other
 * options, change `plan.ts` too.
 */
export const recipeOptions = {
  query: entry(text, {
    metavar: "<sql>",
    description: "SQL query whose result is used instead of the table, which the query calls data",
    ...TABLES,
  }),
  header: entry(yesOrNo, {
    description: "use the first line of a text file as column names",
    default: "detected from the lines",
    no: true,
    field: { label: "First line has column names" },
    ...TABLES,
  }),
  skipLines: entry(number({ from: 0, whole: true }), {
    description: "number of lines to skip at the beginning of a text file",
    default: "titles are detected",
    ...TABLES,
  }),
  comment: entry(text, {
    metavar: "<mark>",
    description: "mark at the beginning of comment lines in a text file",
    default: "# if there are such lines",
    ...TABLES,
  }),
  delimiter: entry(text, {
    metavar: "<character>",
    description: "delimiter between the cells of a text file: a character, tab, spaces, or columns (for columns of fixed width)",
    default: "detected from the lines",
    field: { label: "Delimiter", suggested: [",", ";", "tab", "|", "spaces", "columns"] },
    ...TABLES,
  }),
  encoding: entry(text, {
    metavar: "<name>",
    description: "encoding of a text file, such as utf-8, latin-1 or utf-16le",
    default: "detected from the bytes",
    field: { label: "Encoding", suggested: ["utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "gb18030"] },
    ...TABLES,
  }),
  sheet: entry(nameOrNumber, {
    metavar: "<sheet>",
    description: "sheet of an Excel workbook, by its name or its number from 1",
    default: "the first sheet with a table",
    field: { label: "Sheet" },
    ...TABLES,
  }),
  maxMemory: entry(bytesKind, {
    description: "memory that reading data may take, such as 4GB; raises or lowers the limits of files",
    default: "half of the machine's memory for arrays and archives, 2GB for text, workbooks and images",
    group: "data",
  }),
  decimal: entry(oneOf([".", ","], "decimal mark"), {
    metavar: "<mark>",
    description: "decimal mark of numbers: . or ,",
    default: "detected from the values",
    field: { label: "Decimal mark" },
    ...TABLES,
  }),
  thousands: entry(oneOf([",", ".", " ", "'", "none"], "thousands separator"), {
    metavar: "<mark>",
    description: "thousands separator of numbers: , or . or ' or a space, or none",
    default: "detected from the values",
    field: { label: "Thousands separator" },
    ...TABLES,
  }),
  missingValues: entry(words, {
    flag: "missing-value",
    description: "words or numbers that mean a missing value, such as -999; may be given several times",
    default: "the usual ones, such as NA, null and -",
    repeats: true,
    field: { label: "Missing values" },
    ...TABLES,
  }),
  dayFirst: entry(yesOrNo, {
    description: "read 01/02/2024 as the first of February",
    default: "detected from the values",
    no: true,
    field: { label: "Day before month" },
    ...TABLES,
  }),
  timeFormat: entry(text, {
    metavar: "<format>",
    description: 'format of times, with the directives of strptime, such as "%d.%m.%Y %H:%M"',
    default: "detected from the values",
    ...TABLES,
  }),
  keys: entry(columnNames, {
    description: "columns to copy to the results, but not to use as features",
    default: "detected identifiers",
    ...TABLES,
  }),
  label: entry(text, {
    metavar: "<column>",
    description: "column of labels, which isn't used as a feature",
    ...TABLES,
  }),
  exclude: entry(columnNames, {
    description: "columns to ignore",
    ...TABLES,
  }),
  categories: entry(columnNames, {
    description: "columns of numbers to treat as categories",
    ...TABLES,
  }),
  drawTailsIn: entry(yesOrNo, {
    flag: "squeeze-tails",
    description:
      "squeeze far-out numbers of columns with heavy tails (asinh), so that a few of them don't decide everything; --no-squeeze-tails keeps them as they are",
    default: `yes, but no with --model ${DETECTOR}`,
    no: true,
    ...TABLES,
  }),
  window: entry(windowKind, {
    description:
      "number of rows in a window, for training on windows of consecutive rows; auto chooses it by the period of the series, and none trains on single rows",
    default: `auto with --order-by, --group-by or --pivot, and with --model ${DETECTOR} for a table of evenly timed readings`,
    ...TABLES,
  }),
  step: entry(count, {
    description: "distance between the starts of two windows, in rows",
    default: "1",
    ...WINDOWS,
  }),
  orderBy: entry(text, {
    metavar: "<column>",
    description: "column of times or numbers that orders the rows of a window",
    default: "the order of the rows",
    ...WINDOWS,
  }),
  groupBy: entry(columnNames, {
    description: "columns that identify series; no window contains rows of two series",
    ...WINDOWS,
  }),
  pivot: entry(text, {
    metavar: "<column>",
    description: "column of a long table, such as sensor, whose values become columns; rows are then one for each time",
    ...WINDOWS,
  }),
  size: entry(sizeKind, {
    metavar: "<size>",
    description: "size to scale images to: HEIGHTxWIDTH, or one number for both",
    default: "their own size if all have the same, up to 256; else 64",
    ...IMAGES,
  }),
  channels: entry(oneOf(["grey", "rgb", "auto"], "channels"), {
    metavar: "<kind>",
    description: "colour channels: grey, rgb, or auto (grey if no image has colours)",
    default: "auto",
    ...IMAGES,
  }),
  skipBad: entry(yesOrNo, {
    description: "skip unreadable images and list them",
    ...IMAGES,
  }),
  family: entry(oneOf([...Object.keys(families), DETECTOR], "model", ELSEWHERE), {
    flag: "model",
    description: `kind of model: one of the autoencoders ${Object.keys(families).join(", ")}, or ${DETECTOR}, an anomaly detector`,
    default: "stacked",
    group: "model",
  }),
  recipe: entry(oneOf(["lecture"], "recipe"), {
    description: "source of the settings that aren't given: lecture uses those of the lecture for any examples",
    default: "chosen for the examples",
    group: "model",
  }),
  codings: entry(countOrAuto, {
    description: "number of codings, or auto to try several numbers and choose the best trade-off",
    default: "depends on the model",
    group: "model",
    field: { label: "Codings", from: 1, to: 1000 },
  }),
  effort: entry(oneOf(["quick", "normal", "best"], "effort"), {
    metavar: "<how much>",
    description:
      "training effort: quick (a first look in seconds), normal, or best (also tries other learning rates, sizes and seeds, and uses the best)",
    default: "normal",
    group: "run",
  }),
  seeds: entry(count, {
    description: "number of training runs for each number of codings that auto tries",
    default: "3",
    group: "run",
    only: "auto",
  }),
  minutes: entry(number({ above: 0 }), {
    description: "maximum time for auto or the effort best, in minutes",
    default: "10",
    group: "run",
    only: "auto",
  }),
  hidden: entry(listOf(count), {
    metavar: "<sizes>",
    description: "number of units (or filters) in each hidden layer of the encoder, such as 300,100; reversed in the decoder",
    default: "depends on the model",
    group: "model",
    field: { label: "Units of hidden layers" },
  }),
  components: entry(number({ from: 0, whole: true }), {
    metavar: "<n>",
    description: "number of principal components that dense layers get instead of the original values; 0 for none",
    default: "128 for wide examples",
    group: "model",
  }),
  start: entry(oneOf(["pca", "random"], "start"), {
    metavar: "<how>",
    description: "initial weights: pca (equal to a principal component analysis) or random",
    default: "pca with the squared error, except for the lecture's images",
    group: "model",
  }),
  klWeight: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "weight of the divergence from the normal distribution in the loss",
    default: "estimated from the examples; 1 / pixels for the lecture's images",
    group: "model",
    only: "variational",
  }),
  pooling: entry(oneOf(["max", "strides"], "pooling"), {
    metavar: "<how>",
    description: "method that halves height and width in convolutional layers: max (max pooling) or strides",
    default: "strides; max for the lecture's images",
    group: "model",
    only: "convolutions",
  }),
  shortcut: entry(oneOf(["none", "dense"], "shortcut"), {
    metavar: "<what>",
    description: "connection around the recurrent layers: dense (a dense layer) or none",
    default: "dense; none for the lecture's images",
    group: "model",
    only: "recurrent",
  }),
  optimizer: entry(oneOf(Object.keys(optimizers), "optimizer"), {
    description: `optimizer, one of ${Object.keys(optimizers).join(", ")}`,
    default: "depends on the model",
    group: "training",
    field: { label: "Optimizer" },
  }),
  learningRate: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "learning rate of the optimizer",
    default: "depends on the model and the optimizer",
    group: "training",
    field: { label: "Learning rate", from: 0.000001, to: 100 },
  }),
  batchSize: entry(count, {
    flag: "batch",
    description: "number of examples in a batch",
    default: "depends on the model",
    group: "training",
    field: { label: "Batch size", from: 1, to: 4096 },
  }),
  loss: entry(oneOf(Object.keys(losses) as Exclude<AutoencoderLoss, "mixed">[], "loss") as Kind<AutoencoderLoss>, {
    description: `loss, one of ${Object.keys(losses).join(", ")}; tables use their own loss, mixed`,
    default: "depends on the model",
    group: "training",
  }),
  scaling: entry(oneOf(["standard", "none"], "scaling"), {
    metavar: "<how>",
    description: "scaling of numbers inside the model: standard (by mean and standard deviation) or none",
    default: "standard for numbers that aren't pixels",
    group: "model",
  }),
  metrics: entry(listOf(oneOf(Object.keys(metrics) as MetricName[], "metric")), {
    metavar: "<names>",
    description: `metrics to report besides the loss, any of ${Object.keys(metrics).join(", ")}`,
    default: "roundedAccuracy, or mae if the loss isn't binaryCrossentropy",
    group: "training",
  }),
  noise: entry(noiseKind, {
    metavar: "<kind:amount>",
    description:
      "noise on the inputs in training: gaussian:0.2, dropout:0.5, masking:0.3, saltAndPepper:0.1, or missing:0.2 (to fill missing values later)",
    default: "depends on the model",
    group: "training",
    field: { label: "Noise on the inputs" },
  }),
  sparsity: entry(sparsityKind, {
    metavar: "<kind:value>",
    description: "penalty that keeps codings near zero: kl:0.1 (a target) or l1:0.001 (a weight)",
    default: "kl:0.1",
    group: "model",
    only: "sparse",
    field: { label: "Sparsity", from: 0.00001, to: 0.99 },
  }),
  fineTune: entry(yesOrNo, {
    description: "train the whole network at the end",
    group: "training",
    only: "greedy",
    field: { label: "Train the whole network at the end" },
  }),
  clipNorm: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "maximum norm of all gradients together; larger gradients are scaled down",
    group: "training",
  }),
  epochs: entry(count, {
    description: "number of passes over all training examples; with pretraining, those of the autoencoder",
    default: "depends on the model",
    group: "training",
    field: { label: "Epochs", from: 1, to: 10_000 },
  }),
  patience: entry(count, {
    description:
      "number of epochs without a better validation loss after which training stops and restores the best weights; a resumed run continues the count",
    default: `${PATIENCE}, up to 50 for few examples; none for the lecture's images`,
    group: "training",
  }),
  plateau: entry(count, {
    description: "number of epochs without a better validation loss after which the learning rate is multiplied by 0.3",
    default: "a third of the patience for arrays and images; none for tables and the lecture's images",
    group: "training",
  }),
  validation: entry(number({ above: 0 }), {
    description: "number of examples to hold out for validation, or their share if below 1",
    default: "1/12; 0.1 for tables",
    group: "training",
    field: { label: "Held out, %", from: 1, to: 90 },
  }),
  pretrain: entry(yesOrNo, {
    description:
      "train a classifier for few labels on the trained encoder, and another from scratch for comparison; the default model is then denoising, with 500 units, 250 codings and nadam",
    group: "labels",
  }),
  labels: entry(text, {
    metavar: "<file>",
    description: "file of labels: IDX, .npy, or text with a number on each line",
    default: "those of the dataset",
    ...LABELS,
  }),
  labelled: entry(number({ from: 2, whole: true }), {
    description: "number of labelled examples to train the classifiers on",
    default: "all",
    ...LABELS,
  }),
  classifierEpochs: entry(count, {
    description: "number of passes over the labelled examples for each of the two classifiers",
    default: String(CLASSIFIER_EPOCHS),
    ...LABELS,
  }),
  seed: entry(number({ from: 0, to: 2 ** 32 - 1, whole: true }), {
    description: "seed of all random numbers",
    default: "that of the dataset, or 42",
    group: "run",
    field: { label: "Seed", from: 0, to: 2 ** 32 - 1 },
  }),
};

export type RecipeOptionName = keyof typeof recipeOptions;

type ValueOf<O> = O extends RecipeOption<infer T> ? T : never;

/** Training options as a user gives them. Options that are omitted get a default that fits the data. */
export type RecipeOptions = { readonly [K in RecipeOptionName]?: ValueOf<(typeof recipeOptions)[K]> | undefined };

/** Returns the definition of an option by name, without its type. */
export const recipeOption = (name: string): RecipeOption<unknown> | undefined =>
  Object.hasOwn(recipeOptions, name) ? (recipeOptions[name as RecipeOptionName] as unknown as RecipeOption<unknown>) : undefined;

/** All options with their names, in order, without their types. */
export const allOptions = Object.entries(recipeOptions) as unknown as readonly (readonly [
  RecipeOptionName,
  RecipeOption<unknown>,
])[];

/**
 * Picks the training options from other options, without undefined ones.
 * @param own - the user's own family, whose options are included.
 */
export function recipeOptionsIn(options: object, own?: Family): RecipeOptions {
  const isOne = (name: string) => recipeOption(name) !== undefined || (own !== undefined && Object.hasOwn(own.options, name));
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => isOne(name) && value !== undefined));
}
