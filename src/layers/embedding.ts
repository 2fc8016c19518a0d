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

export interface EmbeddingOptions extends LayerOptions {
  /** `randomUniform` by default. */
  readonly embeddingsInitializer?: InitializerChoice;
  readonly embeddingsRegularizer?: Regularizer;
  /** Whether 0 stands for no thing, so that layers behind it that know of masks skip it; false by default. */
  readonly maskZero?: boolean;
}

/**
 * A learned vector for each of some numbered things, such as words. Input [batch, …], whole numbers from 0 to `inputDim` - 1, given as int32, float32 or uint8,
 * which are checked where they come straight from a model's input; output [batch, …, outputDim]; embeddings [inputDim, outputDim]. Behind other layers uint8
 * counts as pixels, from 0 to 1, and a number outside of the range ends the run with an error of ONNX Runtime's.
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
        throw new OptionError(`${name} of an embedding is a whole number of at least 1, but this is ${shown(value)}.`);
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

  /** Of the numbers that it takes: one for each vector. */
  override computeMask(x: Tensor): Mask {
    return this.maskZero ? sub(1, cast(equal(cast(x, "float32"), 0), "float32")) : undefined;
  }

  /** As files of older versions have it, where nothing is masked. */
  override config() {
    const { maskZero, ...others } = super.config();
    return { ...others, ...(maskZero === true && { maskZero }) };
  }
}

/** A learned vector for each of some numbers: `embedding(10000, 16)`. */
export const embedding = (inputDim: number, outputDim: number, options: EmbeddingOptions = {}): Embedding =>
  new Embedding(inputDim, outputDim, options);
