import { OptionError } from "../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import type { FitOptions, FitResult, RunOptions } from "../models/fit.ts";
import { type Sequential, sequential } from "../models/sequential.ts";
import type { LossName } from "../training/losses.ts";
import type { MetricName } from "../training/metrics.ts";
import { type Optimizer, optimizerNamed } from "../training/optimizers.ts";

/** What every family of autoencoders can be told. */
export interface AutoencoderOptions {
  /** Size of the codings; 30 by default. */
  readonly codings?: number;
  /** Units of the encoder's hidden layers, from the input on; the decoder has them in reverse. [100] by default. */
  readonly hidden?: readonly number[];
  /** Binary cross-entropy by default: for pixels and other numbers from 0 to 1. */
  readonly loss?: LossName;
  /** SGD at 1.5 by default, the lecture's. */
  readonly optimizer?: Optimizer;
  readonly metrics?: readonly MetricName[];
  readonly clipNorm?: number;
  /** For first weights, order and noise; 42 by default. */
  readonly seed?: number;
}

export interface EncoderDecoder {
  readonly encoder: Sequential;
  readonly decoder: Sequential;
}

/** A family's blueprint: encoder and decoder for a shape of examples. */
export type Blueprint = (
  inputShape: readonly number[],
  options: Required<Pick<AutoencoderOptions, "codings" | "hidden" | "loss">>,
) => EncoderDecoder;

export interface AutoencoderFitOptions extends Omit<FitOptions, "validationData" | "seed"> {
  /** Examples to measure after each epoch. */
  readonly validation?: NdArray;
}

/** An encoder and a decoder trained to give their input back through small codings; scikit-learn's words for using them. */
export class Autoencoder {
  readonly options: AutoencoderOptions;
  private readonly blueprint: Blueprint;
  private parts: (EncoderDecoder & { readonly model: Sequential }) | undefined;

  constructor(blueprint: Blueprint, options: AutoencoderOptions = {}) {
    const { codings = 30, hidden = [100] } = options;
    for (const units of [codings, ...hidden]) {
      if (!Number.isInteger(units) || units < 1)
        throw new OptionError(`Codings and hidden layers have a whole number of units of at least 1, but this is ${units}.`);
    }
    this.blueprint = blueprint;
    this.options = options;
  }

  /** The parts for examples of a shape, made at the first use. */
  buildFor(inputShape: readonly number[]): EncoderDecoder & { readonly model: Sequential } {
    if (this.parts) return this.parts;
    const { codings = 30, hidden = [100], loss = "binaryCrossentropy", metrics = [], clipNorm, seed = 42 } = this.options;
    const { encoder, decoder } = this.blueprint(inputShape, { codings, hidden, loss });
    const model = sequential([encoder, decoder], { name: "autoencoder", seed });
    model.buildFor(inputShape);
    const optimizer = this.options.optimizer ?? optimizerNamed("sgd", 1.5);
    model.compile({ loss, optimizer, metrics, ...(clipNorm !== undefined && { clipNorm }) });
    this.parts = { encoder, decoder, model };
    return this.parts;
  }

  /** Puts a trained model in, whose two layers are the encoder and the decoder. */
  adopt(model: Sequential): this {
    const [encoder, decoder] = model.layers as readonly Sequential[];
    this.parts = { encoder: encoder!, decoder: decoder!, model };
    return this;
  }

  /** Trains on examples [n, …]: uint8 pixels, or numbers. @throws ShapeError, TrainingError as `Sequential.fit`. */
  fit(examples: NdArray, { validation, ...options }: AutoencoderFitOptions = {}): Promise<FitResult> {
    const { model } = this.buildFor(examples.shape.slice(1));
    const seed = this.options.seed ?? 42;
    return model.fit(examples, examples, { seed, ...options, ...(validation && { validationData: [validation, validation] }) });
  }

  /** The codings of examples [n, …]: float32 [n, codings]. */
  transform(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    this.trained.model.initialize();
    return this.trained.encoder.predict(examples, options);
  }

  /** Decodes codings [n, codings]: float32 [n, …]. */
  inverseTransform(codings: NdArray<"float32">, options: RunOptions = {}): Promise<NdArray<"float32">> {
    this.trained.model.initialize();
    return this.trained.decoder.predict(codings, options);
  }

  /** Examples encoded and decoded again: float32 [n, …]. */
  reconstruct(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    return this.trained.model.predict(examples, options);
  }

  /** The reconstruction error of each example [n]: mean squared error, higher is stranger; pixels count from 0 to 1. */
  async scoreSamples(examples: NdArray, options: RunOptions = {}): Promise<NdArray<"float32">> {
    const { data } = await this.reconstruct(examples, options);
    const count = examples.shape[0]!;
    const width = sizeOf(examples.shape.slice(1));
    const scale = examples.dtype === "uint8" ? 1 / 255 : 1;
    const scores = Float32Array.from({ length: count }, (_, row) => {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) sum += (Number(examples.data[i]) * scale - data[i]!) ** 2;
      return sum / width;
    });
    return ndarray("float32", [count], scores);
  }

  /** Encoder, decoder and both together. @throws OptionError before the first `fit`. */
  get trained(): EncoderDecoder & { readonly model: Sequential } {
    if (!this.parts) throw new OptionError("The autoencoder isn't trained yet. Call fit first, or load one.");
    return this.parts;
  }
}
