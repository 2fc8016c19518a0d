import { type AutoencoderLoss, type Family, type FamilyName, families } from "../autoencoders/index.ts";
import { PATIENCE } from "../autoencoders/plan/training.ts";
import { losses, type MetricName, metrics, optimizers } from "../training/index.ts";
import { columnNames, count, type Kind, listOf, nameOrNumber, number, oneOf, text, words, yesOrNo } from "./kinds.ts";
import { codingsKind, ELSEWHERE, noiseKind, sizeKind, sparsityKind } from "./model-kinds.ts";

/** The name under which a detector of anomalies is chosen as if it were a family: it is several small autoencoders beside the rows they learned from. */
export const DETECTOR = "anomaly";

/** Epochs of each of the two classifiers that `pretrain` trains. */
export const CLASSIFIER_EPOCHS = 50;

/** What is known of an option: from it follow the library's types and checks, the command line's flag, the studio's field, and the docs' table. */
export interface RecipeOption<T> {
  readonly kind: Kind<T>;
  /** The library's word, where the command line's flag isn't this option's name with dashes. */
  readonly flag?: string;
  /** What follows the flag, such as "<n>", the kind's by default; nothing after one that is yes or no. */
  readonly metavar?: string | undefined;
  readonly description: string;
  /** Of one that is yes or no: whether no can be said as well, by a flag that begins with --no-. */
  readonly no?: boolean;
  /** Whether the flag may be given several times. */
  readonly repeats?: boolean;
  /** The default in words, where it can be said in a few. */
  readonly default?: string;
  /** What the option belongs to. Those of `data` are about the data, those of `run` change how a run goes and not what it learns. */
  readonly group: "model" | "training" | "labels" | "data" | "run";
  /** The kind of data, or the family, that the option is for. */
  readonly only?: "tables" | "windows" | "images" | "convolutions" | FamilyName | "pretrain" | "auto";
  /** The studio's field: its label, the range that it offers, and values that it suggests. */
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
 * Every option of a training, in the order in which help and docs list them. To add one, add an entry here; where it changes what is chosen, `plan.ts` says how.
 */
export const recipeOptions = {
  query: entry(text, {
    metavar: "<sql>",
    description: "SQL whose result is taken in place of the table; DATA is called data in it",
    ...TABLES,
  }),
  header: entry(yesOrNo, {
    description: "whether the first line of a text file holds the columns' names",
    default: "found out from the lines",
    no: true,
    field: { label: "First line holds the names" },
    ...TABLES,
  }),
  skipLines: entry(number({ from: 0, whole: true }), {
    description: "number of lines at the beginning of a text file to leave out",
    default: "titles are found",
    ...TABLES,
  }),
  comment: entry(text, {
    metavar: "<mark>",
    description: "what a line of a text file begins with that is a comment",
    default: "# where such lines are found",
    ...TABLES,
  }),
  delimiter: entry(text, {
    metavar: "<character>",
    description:
      "what stands between two cells of a text file: a character, tab, spaces, or columns where cells are told by their places",
    default: "found out from the lines",
    field: { label: "Between cells", suggested: [",", ";", "tab", "|", "spaces", "columns"] },
    ...TABLES,
  }),
  encoding: entry(text, {
    metavar: "<name>",
    description: "encoding of a text file, such as utf-8, latin-1 or utf-16le",
    default: "found out from the bytes",
    field: { label: "Encoding", suggested: ["utf-8", "windows-1252", "utf-16le", "utf-16be", "shift_jis", "gb18030"] },
    ...TABLES,
  }),
  sheet: entry(nameOrNumber, {
    metavar: "<sheet>",
    description: "sheet of an Excel workbook, by its name or its number from 1",
    default: "the first that holds a table",
    field: { label: "Sheet" },
    ...TABLES,
  }),
  decimal: entry(oneOf([".", ","], "decimal mark"), {
    metavar: "<mark>",
    description: "mark between a number's whole part and its decimals: . or ,",
    default: "found out from the values",
    field: { label: "Decimal mark" },
    ...TABLES,
  }),
  thousands: entry(oneOf([",", ".", " ", "'", "none"], "mark between thousands"), {
    metavar: "<mark>",
    description: "what stands between thousands: , or . or ' or a space, or none",
    default: "found out from the values",
    field: { label: "Between thousands" },
    ...TABLES,
  }),
  missingValues: entry(words, {
    flag: "missing-value",
    description: "words or numbers that stand for a missing value, such as -999; may be given several times",
    default: "the usual ones, such as NA, null and -",
    repeats: true,
    field: { label: "Missing values" },
    ...TABLES,
  }),
  dayFirst: entry(yesOrNo, {
    description: "whether 01/02/2024 is in February",
    default: "found out from the values",
    no: true,
    field: { label: "Day before month" },
    ...TABLES,
  }),
  timeFormat: entry(text, {
    metavar: "<format>",
    description: 'how times are written, in the directives of strptime, such as "%d.%m.%Y %H:%M"',
    default: "found out from the values",
    ...TABLES,
  }),
  keys: entry(columnNames, {
    description: "columns to keep beside the results and not to learn from",
    default: "identifiers that are found",
    ...TABLES,
  }),
  label: entry(text, {
    metavar: "<column>",
    description: "column of labels, which is not learned from",
    ...TABLES,
  }),
  exclude: entry(columnNames, {
    description: "columns to ignore",
    ...TABLES,
  }),
  categories: entry(columnNames, {
    description: "columns whose numbers stand for categories",
    ...TABLES,
  }),
  window: entry(count, {
    description: "learn windows of this many rows, one after another in time",
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
    default: "the rows' order",
    ...WINDOWS,
  }),
  groupBy: entry(columnNames, {
    description: "columns that tell series apart; no window has rows of two",
    ...WINDOWS,
  }),
  size: entry(sizeKind, {
    metavar: "<size>",
    description: "size that images are brought to: HEIGHTxWIDTH, or one number for both",
    default: "their own if all have the same, up to 256; else 64",
    ...IMAGES,
  }),
  channels: entry(oneOf(["grey", "rgb", "auto"], "channels"), {
    metavar: "<kind>",
    description: "grey, rgb, or auto, which is grey if no image has colours",
    default: "auto",
    ...IMAGES,
  }),
  skipBad: entry(yesOrNo, {
    description: "skip unreadable images and list them",
    ...IMAGES,
  }),
  family: entry(oneOf([...Object.keys(families), DETECTOR], "model", ELSEWHERE), {
    flag: "model",
    description: `kind of model: one of the autoencoders ${Object.keys(families).join(", ")}, or ${DETECTOR}, a detector of outliers`,
    default: "stacked",
    group: "model",
  }),
  recipe: entry(oneOf(["lecture"], "recipe"), {
    description: "lecture: the model's settings in the lecture for what isn't given, whatever the examples are",
    default: "chosen by the examples",
    group: "model",
  }),
  codings: entry(codingsKind, {
    description: "size of the codings, or auto to try several sizes and take the one that is worth it",
    default: "the model's",
    group: "model",
    field: { label: "Codings", from: 1, to: 1000 },
  }),
  effort: entry(oneOf(["quick", "normal", "best"], "effort"), {
    metavar: "<how much>",
    description:
      "quick for a first look in seconds, or best to try other rates, sizes and seeds too and take what is best on examples held out",
    default: "normal",
    group: "run",
  }),
  seeds: entry(count, {
    description: "number of trainings of each size that auto tries",
    default: "3",
    group: "run",
    only: "auto",
  }),
  minutes: entry(number({ above: 0 }), {
    description: "longest time that auto, or the effort best, may take, in minutes",
    default: "10",
    group: "run",
    only: "auto",
  }),
  hidden: entry(listOf(count), {
    metavar: "<sizes>",
    description: "units (or filters) of the encoder's hidden layers, such as 300,100; the decoder has them in reverse",
    default: "the model's",
    group: "model",
    field: { label: "Hidden layers' units" },
  }),
  components: entry(number({ from: 0, whole: true }), {
    metavar: "<n>",
    description: "principal components that dense layers see in place of the numbers themselves, 0 for none",
    default: "128 for wide examples",
    group: "model",
  }),
  start: entry(oneOf(["pca", "random"], "start"), {
    metavar: "<how>",
    description: "first weights: pca, those that give what as many principal components give, or random",
    default: "pca for the squared error, but for the lecture's images",
    group: "model",
  }),
  klWeight: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "weight of the divergence from the normal distribution in the loss",
    default: "what makes it as likely as the reconstruction; 1 / pixels for the lecture's images",
    group: "model",
    only: "variational",
  }),
  pooling: entry(oneOf(["max", "strides"], "pooling"), {
    metavar: "<how>",
    description: "how each layer of convolutions halves the sides",
    default: "strides; max for the lecture's images",
    group: "model",
    only: "convolutions",
  }),
  shortcut: entry(oneOf(["none", "dense"], "shortcut"), {
    metavar: "<what>",
    description: "what leads around recurrent layers: none, or a dense layer",
    default: "dense; none for the lecture's images",
    group: "model",
    only: "recurrent",
  }),
  optimizer: entry(oneOf(Object.keys(optimizers), "optimizer"), {
    description: Object.keys(optimizers).join(", "),
    default: "the model's",
    group: "training",
    field: { label: "Optimizer" },
  }),
  learningRate: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "size of a step",
    default: "the model's, or that of the optimizer given",
    group: "training",
    field: { label: "Learning rate", from: 0.000001, to: 100 },
  }),
  batchSize: entry(count, {
    flag: "batch",
    description: "number of examples in a step",
    default: "the model's",
    group: "training",
    field: { label: "Batch", from: 1, to: 4096 },
  }),
  loss: entry(oneOf(Object.keys(losses) as Exclude<AutoencoderLoss, "mixed">[], "loss") as Kind<AutoencoderLoss>, {
    description: `${Object.keys(losses).join(", ")}; tables have a loss of their own, mixed`,
    default: "the model's",
    group: "training",
  }),
  scaling: entry(oneOf(["standard", "none"], "scaling"), {
    metavar: "<how>",
    description: "standard or none: whether the model scales numbers by their means and deviations",
    default: "standard for numbers that aren't pixels",
    group: "model",
  }),
  metrics: entry(listOf(oneOf(Object.keys(metrics) as MetricName[], "metric")), {
    metavar: "<names>",
    description: `measures beside the loss, some of ${Object.keys(metrics).join(", ")}`,
    default: "roundedAccuracy, or mae where the loss isn't binaryCrossentropy",
    group: "training",
  }),
  noise: entry(noiseKind, {
    metavar: "<kind:amount>",
    description:
      "noise on the inputs during training: gaussian:0.2, dropout:0.5, masking:0.3, saltAndPepper:0.1, or missing:0.2, for filling missing values",
    default: "the model's",
    group: "training",
    field: { label: "Noise on what goes in" },
  }),
  sparsity: entry(sparsityKind, {
    metavar: "<kind:value>",
    description: "what keeps codings near zero: kl:0.1, a target, or l1:0.001, a weight",
    default: "kl:0.1",
    group: "model",
    only: "sparse",
    field: { label: "Sparsity", from: 0.00001, to: 0.99 },
  }),
  fineTune: entry(yesOrNo, {
    description: "train the whole network at the end",
    group: "training",
    only: "greedy",
    field: { label: "Train the whole at the end" },
  }),
  clipNorm: entry(number({ above: 0 }), {
    metavar: "<x>",
    description: "longest allowed length of all gradients together",
    group: "training",
  }),
  epochs: entry(count, {
    description: "passes over all examples; with pretraining those of the autoencoder",
    default: "the model's",
    group: "training",
    field: { label: "Epochs", from: 1, to: 10_000 },
  }),
  patience: entry(count, {
    description:
      "stop after this many epochs without a better validation loss, and keep the best weights; a resumed run counts the epochs already waited",
    default: `${PATIENCE}, of few examples up to 50; none for the lecture's images`,
    group: "training",
  }),
  plateau: entry(count, {
    description: "multiply the learning rate by 0.3 after this many epochs without a better validation loss",
    default: "a third of the patience for arrays and pictures, none for tables and the lecture's images",
    group: "training",
  }),
  validation: entry(number({ above: 0 }), {
    description: "examples to hold out for validation: their number, or a share below 1",
    default: "1/12; of tables 0.1",
    group: "training",
    field: { label: "Held out, %", from: 1, to: 90 },
  }),
  pretrain: entry(yesOrNo, {
    description:
      "for few labels: train a classifier on the trained encoder, and one from scratch beside it; unless another model is chosen, the autoencoder is a denoising 500-250 one trained by Nadam",
    group: "labels",
  }),
  labels: entry(text, {
    metavar: "<file>",
    description: "file of labels: IDX, .npy, or text with a number on each line",
    default: "the dataset's own",
    ...LABELS,
  }),
  labelled: entry(number({ from: 2, whole: true }), {
    description: "number of labelled examples to learn from",
    default: "all",
    ...LABELS,
  }),
  classifierEpochs: entry(count, {
    description: "passes over the labelled examples, for each of the two classifiers",
    default: String(CLASSIFIER_EPOCHS),
    ...LABELS,
  }),
  seed: entry(number({ from: 0, to: 2 ** 32 - 1, whole: true }), {
    description: "seed of everything random",
    default: "the dataset's own, or 42",
    group: "run",
    field: { label: "Seed", from: 0, to: 2 ** 32 - 1 },
  }),
};

export type RecipeOptionName = keyof typeof recipeOptions;

type ValueOf<O> = O extends RecipeOption<infer T> ? T : never;

/** The options of a training, as a user gives them: each may be left out, and is chosen then. */
export type RecipeOptions = { readonly [K in RecipeOptionName]?: ValueOf<(typeof recipeOptions)[K]> | undefined };

/** An option by its name, without its type. */
export const recipeOption = (name: string): RecipeOption<unknown> | undefined =>
  Object.hasOwn(recipeOptions, name) ? (recipeOptions[name as RecipeOptionName] as unknown as RecipeOption<unknown>) : undefined;

/** All options by name, in their order, without their types. */
export const allOptions = Object.entries(recipeOptions) as unknown as readonly (readonly [
  RecipeOptionName,
  RecipeOption<unknown>,
])[];

/** The options of a training among others, without those that are undefined. @param own a family of one's own, whose options are among them. */
export function recipeOptionsIn(options: object, own?: Family): RecipeOptions {
  const isOne = (name: string) => recipeOption(name) !== undefined || (own !== undefined && Object.hasOwn(own.options, name));
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => isOne(name) && value !== undefined));
}
