import { OptionError } from "../core/errors.ts";
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

export interface EncoderDecoder {
  readonly encoder: Sequential;
  readonly decoder: Sequential;
}

/** An encoder, a decoder, and the model of both together. */
export interface Network extends EncoderDecoder {
  readonly model: Sequential;
}

/** An option that one family has beside those of all families. The command line, the studio and saved folders read it from here. */
export interface FamilyOption<T = unknown> {
  /** What it does, as a line of help. */
  readonly summary: string;
  /** Default value; undefined if the default depends on other options. */
  readonly default: T;
  /** The form of its text, such as "kind:value"; "" for an option that is on or off. */
  readonly form: string;
  /** Reads its text, such as "kl:0.1". @throws OptionError where the text isn't of its form. */
  parse(text: string): T;
  /** Its text, which `parse` reads. */
  show(value: T): string;
  /** @throws OptionError for a value that it can't have. */
  check?(value: T): void;
}

/** What a family builds its network from. `Own`: the values of its own options. */
export type BuildSettings<Own = object> = Own & PartSettings;

/** What a family chooses for examples. */
export interface FamilyPlan<Own = object> {
  readonly options: Sizes & Partial<Own>;
  /** Why, by the option's name. */
  readonly reasons: Reasons;
  /** Sets first weights by which the network gives what as many principal components give. */
  start?(network: EncoderDecoder): void;
}

/** One call of `fit`, for a family that trains in its own way. */
export interface FamilyTraining<Own = object> {
  readonly settings: Settings & Own;
  readonly network: Network;
  /** The loss that the whole network lowers. */
  readonly loss: LossChoice;
  readonly examples: NdArray;
  readonly options: Omit<AutoencoderFitOptions, "validation" | "stepsPerEpoch" | "warmStart" | "trial"> & {
    readonly validation?: NdArray;
    readonly trial?: FitOptions["trial"];
    readonly seed: number;
  };
}

/** Trains one autoencoder of a family, and may keep what it needs for the next call of `fit`. */
export interface FamilyTrainer<Own = object> {
  fit(training: FamilyTraining<Own>): Promise<FitResult>;
}

/** The kinds of examples that a family takes: any, images [height, width(, channels)], or sequences [time, features]. */
export type FamilyExamples = "any" | "images" | "sequences";

/**
 * A family of autoencoders. Everything that differs between families is said here, once: the estimator, the command line, the studio and saved models read it.
 * `Own`: the values of its own options by name.
 */
export interface Family<Own extends object = object, Name extends string = string> {
  /** Its name in code, on the command line and in saved models: "convolutional-1d". */
  readonly name: Name;
  /** Its name for people: "Convolutional along time". */
  readonly title: string;
  /** One line of what it is, without a capital and a full stop. */
  readonly summary: string;
  /** Section of Géron, chapter 17, that it is from; "" by default. */
  readonly section: string;
  /** What it is called elsewhere, such as "vae": the command line then suggests it. */
  readonly aliases?: readonly string[];
  readonly defaults: FamilyDefaults;
  /** Its own options; none by default. */
  readonly options: { readonly [K in keyof Own]: FamilyOption<Own[K]> };
  readonly examples: FamilyExamples;
  /** Makes the encoder and the decoder. @throws ShapeError for examples that it doesn't take. */
  build(settings: BuildSettings<Own>): EncoderDecoder;
  /** False if the encoder can't have inputs that the decoder doesn't give, which say which values of a table are missing; true by default. */
  readonly tellsMissing?: boolean;
  /** Which parts of an example have their own scale: each number by default. */
  scaledBy?(inputShape: readonly number[]): StandardizedBy;
  /** Whether its defaults, which are the lecture's, also suit these examples [n, …] of numbers. */
  suitsDefaults?(examples: NdArray): boolean;
  /** Chooses sizes, and options of its own, for examples that aren't the lecture's; those of `defaults` by default. */
  plan?(about: AboutExamples): Promise<FamilyPlan<NoInfer<Own>>>;
  /** Number of trainings that follow one another, each with the epochs given; 1 by default. */
  phaseCount?(settings: Settings & Own): number;
  /** Makes what trains an autoencoder in the family's own way; by default encoder and decoder are trained together. */
  trainer?(): FamilyTrainer<Own>;
  /** Draws one number of the codings from the distribution they are trained to have. Only a family that has it can generate examples. */
  prior?(source: Random): number;
}

/** The defaults that every family has. */
const DEFAULTS = [
  "codings",
  "hidden",
  "loss",
  "optimizer",
  "learningRate",
  "batchSize",
  "epochs",
] as const satisfies readonly (keyof FamilyDefaults)[];

/** A family's own options, by their names. */
export const ownOptions = ({ options }: Pick<Family, "options">): [name: string, option: FamilyOption][] =>
  Object.entries(options as Readonly<Record<string, FamilyOption>>);

/** The values of a family's own options. */
export type OwnOf<F> = F extends Family<infer Own, string> ? Own : never;

/**
 * Defines a family of autoencoders; see `Family` for the fields.
 *
 *     const wide = family({
 *       name: "wide",
 *       title: "Wide",
 *       summary: "one wide layer each way",
 *       examples: "any",
 *       defaults: { ...stacked.defaults, codings: 500 },
 *       build: ({ inputShape, codings, outputActivation: activation }) => ({
 *         encoder: sequential([flatten(), dense(codings, { activation: "selu" })], { name: "encoder" }),
 *         decoder: sequential([dense(sizeOf(inputShape), { activation }), reshape(inputShape)], { name: "decoder" }),
 *       }),
 *     });
 *     await new Autoencoder({ family: wide }).fit(examples);
 */
export function family<const Name extends string, Own extends object = object>(
  fields: Omit<Family<Own, Name>, "options" | "section"> & Partial<Pick<Family<Own>, "options" | "section">>,
): Family<Own, Name> {
  const { name, build, defaults } = fields ?? {};
  const lacking = typeof name !== "string" ? "name, a text" : typeof build !== "function" ? "build, a function" : undefined;
  if (lacking)
    throw new OptionError(`A family needs a ${lacking}: family({ name: "wide", defaults: { … }, build(settings) { … } }).`);
  const left = DEFAULTS.filter((option) => defaults?.[option] === undefined);
  if (left.length > 0)
    throw new OptionError(
      `The family ${name} has no defaults for ${listed(left)}. Give them, or begin with another family's: defaults: { ...families.stacked.defaults, codings: 30 }.`,
    );
  return { section: "", options: {} as Family<Own>["options"], ...fields };
}

/** An option that is on or off; off by default. */
export const flag = (summary: string): FamilyOption<boolean> => ({
  summary,
  default: false,
  form: "",
  parse: (text) => text === "true",
  show: String,
  check(value) {
    if (typeof value !== "boolean")
      throw new OptionError(`An option "${summary}" is true or false, but this is ${shown(value)}.`);
  },
});

/** A number above 0, whose default depends on other options. */
export const positive = (summary: string): FamilyOption<number | undefined> => {
  const check = (value: number | undefined) => {
    if (value !== undefined && !(typeof value === "number" && value > 0 && Number.isFinite(value)))
      throw new OptionError(`${summary} is a number above 0, but this is ${shown(value)}.`);
  };
  const parse = (text: string) => {
    check(Number(text));
    return Number(text);
  };
  return { summary, default: undefined, form: "x", parse, show: String, check };
};

/** One of some names, the first by default. */
export function choice<const T extends string>(kind: string, names: readonly [T, ...T[]], summary: string): FamilyOption<T> {
  const known = Object.fromEntries(names.map((name) => [name, name]));
  const check = (value: string): T => lookUp(kind, value, known);
  return { summary, default: names[0], form: names.join("|"), parse: check, show: String, check };
}
