import { OptionError, ShapeError } from "../core/errors.ts";
import { type Message, message, option } from "../core/message.ts";
import type { NdArray } from "../core/ndarray.ts";
import type { Random } from "../core/random.ts";
import { lookUp } from "../core/suggest.ts";
import { listed, shown } from "../core/words.ts";
import type { StandardizedBy } from "../layers/index.ts";
import type { FitOptions, FitResult } from "../models/fit.ts";
import type { Sequential } from "../models/sequential.ts";
import type { LossChoice } from "../training/losses/choice.ts";
import type { AutoencoderFitOptions, FamilyDefaults, PartSettings, Settings } from "./options.ts";
import type { AboutExamples, Reasons, Sizes } from "./plan/about.ts";

/** An encoder and a decoder. */
export interface EncoderDecoder {
  readonly encoder: Sequential;
  readonly decoder: Sequential;
}

/** An encoder, a decoder, and the model of both. */
export interface Network extends EncoderDecoder {
  readonly model: Sequential;
}

/**
 * An option of one family, in addition to the options of all families. The command line, the studio and saved folders use these
 * fields.
 */
export interface FamilyOption<T = unknown> {
  /** Description of the option for help. */
  readonly summary: string;
  /** Default value; undefined if the default depends on other options. */
  readonly default: T;
  /** The form of its text, such as "kind:value"; "" for an option that is on or off. */
  readonly form: string;
  /** Reads the option from text, such as "kl:0.1". @throws OptionError if the text doesn't have the form. */
  parse(text: string): T;
  /** Writes the value as a text that `parse` reads. */
  show(value: T): string;
  /** Checks a value. @throws OptionError if it isn't valid. */
  check?(value: T): void;
}

/** The settings from which a family builds its network. `Own`: the values of the family's own options. */
export type BuildSettings<Own = object> = Own & PartSettings;

/** The sizes and options that a family chooses for examples. */
export interface FamilyPlan<Own = object> {
  readonly options: Sizes & Partial<Own>;
  /** The reasons, by the name of the option. */
  readonly reasons: Reasons;
  /** Sets initial weights with which the network returns the same reconstructions as the same number of principal components. */
  start?(network: EncoderDecoder): void;
}

/** One call of `fit`, for a family with its own training. */
export interface FamilyTraining<Own = object> {
  readonly settings: Settings & Own;
  readonly network: Network;
  /** The loss of the whole network. */
  readonly loss: LossChoice;
  readonly examples: NdArray;
  readonly options: Omit<AutoencoderFitOptions, "validation" | "stepsPerEpoch" | "warmStart" | "trial"> & {
    readonly validation?: NdArray;
    readonly trial?: FitOptions["trial"];
    readonly seed: number;
  };
}

/** Trains one autoencoder of a family. It may store what the next call of `fit` needs. */
export interface FamilyTrainer<Own = object> {
  fit(training: FamilyTraining<Own>): Promise<FitResult>;
}

/** The kinds of examples that a family takes: any, images [height, width(, channels)], or sequences [time, features]. */
export type FamilyExamples = "any" | "images" | "sequences";

/**
 * A family of autoencoders. Everything that differs between families is defined here once; the estimator, the command line, the
 * studio and saved models use it. `Own`: the values of its own options by name.
 */
export interface Family<Own extends object = object, Name extends string = string> {
  /** Name in code, on the command line and in saved models: "convolutional-1d". */
  readonly name: Name;
  /** Title for people: "Convolutional along time". */
  readonly title: string;
  /** One-line description, without a capital letter and a full stop. */
  readonly summary: string;
  /** Section of Géron, chapter 17, that describes it; "" by default. */
  readonly section: string;
  /** Other common names, such as "vae", for which the command line suggests this family. */
  readonly aliases?: readonly string[];
  readonly defaults: FamilyDefaults;
  /** The family's own options; none by default. */
  readonly options: { readonly [K in keyof Own]: FamilyOption<Own[K]> };
  readonly examples: FamilyExamples;
  /** Builds the encoder and the decoder for examples of the family's kind. @throws ShapeError for sizes that it doesn't take. */
  build(settings: BuildSettings<Own>): EncoderDecoder;
  /** Whether the encoder may have additional inputs that mark the missing values of a table; true by default. */
  readonly tellsMissing?: boolean;
  /** Returns which parts of an example have their own scale; each number by default. */
  scaledBy?(inputShape: readonly number[]): StandardizedBy;
  /** Whether the defaults, which are the lecture's, also fit these examples [n, …] of numbers. */
  suitsDefaults?(examples: NdArray): boolean;
  /** Chooses sizes, and the family's own options, for examples other than the lecture's; those of `defaults` by default. */
  plan?(about: AboutExamples): Promise<FamilyPlan<NoInfer<Own>>>;
  /** Number of trainings that follow one another, each with the given number of epochs; 1 by default. */
  phaseCount?(settings: Settings & Own): number;
  /** Creates the family's own training; by default the encoder and the decoder are trained together. */
  trainer?(): FamilyTrainer<Own>;
  /**
   * Draws one number of the codings from the distribution that they are trained to have. Only a family with this function can
   * generate examples.
   */
  prior?(source: Random): number;
}

/** Defaults that every family must have. */
const DEFAULTS = [
  "codings",
  "hidden",
  "loss",
  "optimizer",
  "learningRate",
  "batchSize",
  "epochs",
] as const satisfies readonly (keyof FamilyDefaults)[];

/** @throws ShapeError if examples of a shape aren't of the kind that a family takes. */
export function expectExamples({ name, examples }: Pick<Family, "name" | "examples">, shape: readonly number[]): void {
  const refuse = (kind: string, hint: Message) => {
    throw new ShapeError(message`A ${name} autoencoder takes ${kind}, but these examples are [${shape.join(", ")}]. ${hint}.`);
  };
  const other = message`${option("family", "stacked")}`;
  if (examples === "images" && shape.length !== 2 && shape.length !== 3)
    refuse("images [height, width] or [height, width, channels]", message`Use ${other}`);
  if (examples === "sequences" && shape.length !== 2)
    refuse("sequences [time, features]", message`Cut a table's rows into windows (${option("window", 48)}), or use ${other}`);
}

/** Returns a family's own options, by name. */
export const ownOptions = ({ options }: Pick<Family, "options">): [name: string, option: FamilyOption][] =>
  Object.entries(options as Readonly<Record<string, FamilyOption>>);

/** The values of a family's own options. */
export type OwnOf<F> = F extends Family<infer Own, string> ? Own : never;

/**
 * Defines a family of autoencoders; see `Family` for the fields.
 * @throws OptionError if the name, the function `build` or a default is missing.
 * @example
 * const wide = family({
 *   name: "wide",
 *   title: "Wide",
 *   summary: "one wide layer in each part",
 *   examples: "any",
 *   defaults: { ...stacked.defaults, codings: 500 },
 *   build: ({ inputShape, codings, outputActivation: activation }) => ({
 *     encoder: sequential([flatten(), dense(codings, { activation: "selu" })], { name: "encoder" }),
 *     decoder: sequential([dense(sizeOf(inputShape), { activation }), reshape(inputShape)], { name: "decoder" }),
 *   }),
 * });
 * await new Autoencoder({ family: wide }).fit(examples);
 */
export function family<const Name extends string, Own extends object = object>(
  fields: Omit<Family<Own, Name>, "options" | "section"> & Partial<Pick<Family<Own>, "options" | "section">>,
): Family<Own, Name> {
  const { name, build, defaults } = fields ?? {};
  const lacking = typeof name !== "string" ? "name (a text)" : typeof build !== "function" ? "build (a function)" : undefined;
  if (lacking)
    throw new OptionError(`A family needs ${lacking}: family({ name: "wide", defaults: { … }, build(settings) { … } }).`);
  const left = DEFAULTS.filter((option) => defaults?.[option] === undefined);
  if (left.length > 0)
    throw new OptionError(
      `The family ${name} has no defaults for ${listed(left)}. Add them, or copy those of another family: defaults: { ...families.stacked.defaults, codings: 30 }.`,
    );
  return { section: "", options: {} as Family<Own>["options"], ...fields };
}

/** Creates an option that is on or off; off by default. */
export const flag = (summary: string): FamilyOption<boolean> => ({
  summary,
  default: false,
  form: "",
  parse: (text) => text === "true",
  show: String,
  check(value) {
    if (typeof value !== "boolean")
      throw new OptionError(`The option "${summary}" must be true or false, but it is ${shown(value)}.`);
  },
});

/** Creates an option that is a number above 0, whose default depends on other options. */
export const positive = (summary: string): FamilyOption<number | undefined> => {
  const check = (value: number | undefined) => {
    if (value !== undefined && !(typeof value === "number" && value > 0 && Number.isFinite(value)))
      throw new OptionError(`The ${summary} must be a number above 0, but it is ${shown(value)}.`);
  };
  const parse = (text: string) => {
    check(Number(text));
    return Number(text);
  };
  return { summary, default: undefined, form: "x", parse, show: String, check };
};

/** Creates an option that is one of several names, the first by default. */
export function choice<const T extends string>(kind: string, names: readonly [T, ...T[]], summary: string): FamilyOption<T> {
  const known = Object.fromEntries(names.map((name) => [name, name]));
  const check = (value: string): T => lookUp(kind, value, known);
  return { summary, default: names[0], form: names.join("|"), parse: check, show: String, check };
}
