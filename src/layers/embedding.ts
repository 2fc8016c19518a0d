import { OptionError } from "../core/errors.ts";
import { shown } from "../core/words.ts";
import { cast, equal, gather, sub, type Tensor } from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { Mask } from "./masks.ts";
import { expectRegularizer, type Regularizer } from "./regularizers.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/** The options of `embedding`. */
export interface EmbeddingOptions extends LayerOptions {
  /** Initializer of the vectors; default "randomUniform". */
  readonly embeddingsInitializer?: InitializerChoice;
  readonly embeddingsRegularizer?: Regularizer;
  /** Whether 0 means padding. Later layers that support masks then skip those steps. Default false. */
  readonly maskZero?: boolean;
}

/**
 * Looks up a learned vector for each whole number, for example for the number of a word. Input [batch, …], whole numbers
 * from 0 to `inputDim` - 1 as int32, float32 or uint8; output [batch, …, outputDim]; embeddings [inputDim, outputDim].
 * Numbers that come directly from a model's input are checked. After other layers, a number out of range causes an error of
 * ONNX Runtime, and uint8 is treated as pixels from 0 to 1.
 */
export class Embedding extends Layer {
  static override readonly takes = layerTakes<EmbeddingOptions>(
    "Embedding",
    { embeddingsInitializer: true, embeddingsRegularizer: true, maskZero: true },
    "inputDim",
    "outputDim",
  );
  readonly inputDim: number;
  readonly outputDim: number;
  readonly embeddingsInitializer: InitializerChoice;
  readonly embeddingsRegularizer: Regularizer | undefined;
  readonly maskZero: boolean;

  constructor(
    inputDim: number,
    outputDim: number,
    { embeddingsInitializer = "randomUniform", embeddingsRegularizer, maskZero = false, ...options }: EmbeddingOptions = {},
  ) {
    super(options);
    for (const [name, value] of Object.entries({ inputDim, outputDim })) {
      if (!Number.isInteger(value) || value < 1)
        throw new OptionError(`${name} of an embedding must be a whole number of at least 1, but it is ${shown(value)}.`);
    }
    initializerOf(embeddingsInitializer);
    expectRegularizer("embeddingsRegularizer", embeddingsRegularizer);
    this.inputDim = inputDim;
    this.outputDim = outputDim;
    this.embeddingsInitializer = embeddingsInitializer;
    this.embeddingsRegularizer = embeddingsRegularizer;
    this.maskZero = maskZero;
  }

  protected override build(): void {
    const regularizer = this.embeddingsRegularizer;
    const shape = [this.inputDim, this.outputDim];
    this.hold([variable("embeddings", shape, this.embeddingsInitializer, { regularizer })]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    return gather(context.weight(this.variables[0]!), cast(x, "int32"));
  }

  override indicesBelow(): number {
    return this.inputDim;
  }

  /** The mask has the shape of the input: one number for each vector. */
  override computeMask(x: Tensor): Mask {
    return this.maskZero ? sub(1, cast(equal(cast(x, "float32"), 0), "float32")) : undefined;
  }

  /** Leaves out `maskZero` if it is false, as in the files of older versions. */
  override config() {
    const { maskZero, ...others } = super.config();
    return { ...others, ...(maskZero === true && { maskZero }) };
  }
}

/**
 * Creates an embedding layer.
 * @param inputDim - number of vectors.
 * @param outputDim - size of each vector.
 * @throws OptionError if a size isn't a whole number of at least 1.
 * @example
 * const model = sequential([embedding(10000, 16, { inputShape: [50] }), gru(8)]);
 */
export const embedding = (inputDim: number, outputDim: number, options: EmbeddingOptions = {}): Embedding =>
  new Embedding(inputDim, outputDim, options);
