import { OptionError } from "../core/errors.ts";
import { expectKnown } from "../core/options.ts";
import { Autoencoder, type LoadedAutoencoder, type LoadOptions } from "./autoencoder.ts";
import { convolutional } from "./families/convolutional.ts";
import { convolutional1d } from "./families/convolutional-1d.ts";
import { denoising } from "./families/denoising.ts";
import { greedy } from "./families/greedy.ts";
import { families } from "./families/index.ts";
import { linear } from "./families/linear.ts";
import { recurrent } from "./families/recurrent.ts";
import { sparse } from "./families/sparse.ts";
import { stacked } from "./families/stacked.ts";
import { tied } from "./families/tied.ts";
import { variational } from "./families/variational.ts";
import type { Family, OwnOf } from "./family.ts";
import type { AutoencoderOptions, FamilyDefaults, Settings } from "./options.ts";
import { takesOf } from "./settings.ts";

/** An autoencoder of one family, with the family's own options in its settings. */
export type AutoencoderOf<Own, Name extends string> = Autoencoder & { readonly family: Name; readonly settings: Settings & Own };

/**
 * A class of autoencoders of one family: `new StackedAutoencoder(options)` is `new Autoencoder({ ...options, family: "stacked"
 * })`.
 */
export interface Estimator<Own, Name extends string> {
  /**
   * Loads an autoencoder of the family from a model folder.
   * @throws DataError, OptionError as `Autoencoder.load`.
   * @throws OptionError if the autoencoder belongs to another family.
   */
  load(path: string, options?: LoadOptions): Promise<AutoencoderOf<Own, Name>>;
  /** Loads an autoencoder as `load` does, with its configuration and the state of its training. */
  open(path: string, options?: LoadOptions): Promise<LoadedAutoencoder & { readonly autoencoder: AutoencoderOf<Own, Name> }>;
  new (options?: AutoencoderOptions & Partial<Own>): AutoencoderOf<Own, Name>;
  readonly name: string;
  readonly defaults: FamilyDefaults;
  readonly prototype: AutoencoderOf<Own, Name>;
}

/**
 * Creates the class of a family, with a name such as "SparseAutoencoder". Every autoencoder of the family is an instance of the
 * class, even if it was created with `new Autoencoder` or loaded.
 * @example
 * const WideAutoencoder = estimatorOf(wide);
 * await new WideAutoencoder({ codings: 500 }).fit(examples);
 */
export function estimatorOf<Own extends object, Name extends string>(family: Family<Own, Name>): Estimator<Own, Name> {
  const name = classNameOf(family);
  const made = {
    [name]: class extends Autoencoder {
      static override readonly isReadAgain = true;
      static readonly defaults = family.defaults;

      constructor(options: AutoencoderOptions = {}) {
        expectKnown(takesOf(family, name), options);
        super({ ...options, family });
      }

      override get options(): AutoencoderOptions {
        return this.told;
      }

      static override async load(path: string, options: LoadOptions = {}): Promise<Autoencoder> {
        return expectFamily(family, await Autoencoder.load(path, options), path);
      }

      static override async open(path: string, options: LoadOptions = {}): Promise<LoadedAutoencoder> {
        const opened = await Autoencoder.open(path, options);
        expectFamily(family, opened.autoencoder, path);
        return opened;
      }
    },
  }[name]! as unknown as Estimator<Own, Name>;
  const isOne = (value: unknown) => value instanceof Autoencoder && value.descriptor === family;
  Object.defineProperty(made, Symbol.hasInstance, {
    value(this: { readonly prototype: object }, value: unknown): boolean {
      // A class that extends this one has its own instances.
      return this === made ? isOne(value) : Object.prototype.isPrototypeOf.call(this.prototype, value as object);
    },
  });
  return made;
}

/** Returns the autoencoder. @throws OptionError if it belongs to another family. */
function expectFamily(family: Pick<Family, "name">, autoencoder: Autoencoder, path: string): Autoencoder {
  if (autoencoder.family === family.name) return autoencoder;
  const other = Object.hasOwn(families, autoencoder.family) ? `${classNameOf(autoencoder.descriptor)}.load, or ` : "";
  throw new OptionError(
    `${path} contains an autoencoder of the family ${autoencoder.family}, not ${family.name}. Load it with ${other}Autoencoder.load, which loads every family.`,
  );
}

/** Returns the name of a family's class: "Convolutional1dAutoencoder" for "convolutional-1d". */
export const classNameOf = ({ name }: Pick<Family, "name">): string =>
  `${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Autoencoder`;

/** Autoencoder without activations: it learns what PCA does (Géron, chapter 17, "Performing PCA with an Undercomplete Linear Autoencoder"). */
export const LinearAutoencoder = estimatorOf(linear);
/** Instance of `LinearAutoencoder`. */
export type LinearAutoencoder = InstanceType<typeof LinearAutoencoder>;

/** Autoencoder with several dense layers (Géron, chapter 17, "Stacked Autoencoders"). */
export const StackedAutoencoder = estimatorOf(stacked);
/** Instance of `StackedAutoencoder`. */
export type StackedAutoencoder = InstanceType<typeof StackedAutoencoder>;

/** Autoencoder whose decoder uses the encoder's weights, transposed (Géron, chapter 17, "Tying Weights"). */
export const TiedAutoencoder = estimatorOf(tied);
/** Instance of `TiedAutoencoder`. */
export type TiedAutoencoder = InstanceType<typeof TiedAutoencoder>;

/** Autoencoder that is trained one layer at a time (Géron, chapter 17, "Training One Autoencoder at a Time"). */
export const GreedyAutoencoder = estimatorOf(greedy);
/** Instance of `GreedyAutoencoder`. */
export type GreedyAutoencoder = InstanceType<typeof GreedyAutoencoder>;
/** Options of `GreedyAutoencoder`. */
export type GreedyAutoencoderOptions = AutoencoderOptions & Partial<OwnOf<typeof greedy>>;

/** Autoencoder of convolutions for images (Géron, chapter 17, "Convolutional Autoencoders"). */
export const ConvolutionalAutoencoder = estimatorOf(convolutional);
/** Instance of `ConvolutionalAutoencoder`. */
export type ConvolutionalAutoencoder = InstanceType<typeof ConvolutionalAutoencoder>;

/** Autoencoder of convolutions along time for windows of readings. */
export const Convolutional1dAutoencoder = estimatorOf(convolutional1d);
/** Instance of `Convolutional1dAutoencoder`. */
export type Convolutional1dAutoencoder = InstanceType<typeof Convolutional1dAutoencoder>;

/** Autoencoder of LSTM layers for sequences (Géron, chapter 17, "Recurrent Autoencoders"). */
export const RecurrentAutoencoder = estimatorOf(recurrent);
/** Instance of `RecurrentAutoencoder`. */
export type RecurrentAutoencoder = InstanceType<typeof RecurrentAutoencoder>;
/** Options of `RecurrentAutoencoder`. */
export type RecurrentAutoencoderOptions = AutoencoderOptions & Partial<OwnOf<typeof recurrent>>;

/** Autoencoder that learns to remove noise (Vincent et al., 2008; Géron, chapter 17, "Denoising Autoencoders"). */
export const DenoisingAutoencoder = estimatorOf(denoising);
/** Instance of `DenoisingAutoencoder`. */
export type DenoisingAutoencoder = InstanceType<typeof DenoisingAutoencoder>;

/** Autoencoder whose codings are mostly 0 (Géron, chapter 17, "Sparse Autoencoders"). */
export const SparseAutoencoder = estimatorOf(sparse);
/** Instance of `SparseAutoencoder`. */
export type SparseAutoencoder = InstanceType<typeof SparseAutoencoder>;
/** Options of `SparseAutoencoder`. */
export type SparseAutoencoderOptions = AutoencoderOptions & Partial<OwnOf<typeof sparse>>;

/** Autoencoder whose codings follow a normal distribution, so that it can generate examples (Kingma & Welling, 2014; Géron, chapter 17, "Variational Autoencoders"). */
export const VariationalAutoencoder = estimatorOf(variational);
/** Instance of `VariationalAutoencoder`. */
export type VariationalAutoencoder = InstanceType<typeof VariationalAutoencoder>;
