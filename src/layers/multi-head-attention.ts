import { OptionError, ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import {
  add,
  batchedMatmul,
  cast,
  constantOf,
  full,
  gemm,
  greater,
  mul,
  reshape,
  showShape,
  softmax,
  type Tensor,
  transpose,
  where,
} from "../graph/index.ts";
import { productOf, staticShape } from "../graph/tensor.ts";
import type { CallContext } from "./call-context.ts";
import { dropped, rateOf } from "./dropout.ts";
import { type InitializerName, initializers } from "./initializers.ts";
import { Layer } from "./layer.ts";
import type { Mask } from "./masks.ts";
import { type LayerOptions, layerTakes } from "./takes.ts";
import { range } from "./windows.ts";

/** The options of `multiHeadAttention`. */
export interface MultiHeadAttentionOptions extends LayerOptions {
  /** Size of each head for the value; default: `keyDim`. */
  readonly valueDim?: number;
  /** Share of the attention weights to drop while training; default 0. */
  readonly dropout?: number;
  /** Whether to add biases; default true. */
  readonly useBias?: boolean;
  /** Number of features of the output; default: that of the query. */
  readonly outputShape?: number;
  /** Whether steps can't attend to later steps; default false. In Keras this is an argument of the call. */
  readonly useCausalMask?: boolean;
  /** Initializer of all kernels; default "glorotUniform". */
  readonly kernelInitializer?: InitializerName;
}

/**
 * Computes attention with several heads (Vaswani et al., 2017). Each step of the query takes a mean of the values, weighted
 * by how well its query fits their keys.
 *
 * The inputs are [query, value] or [query, value, key], sequences [batch, steps, features]. Value and key have the same
 * number of steps; without a key, the value is the key. The output is [batch, steps of the query, features of the query].
 * The kernels are [features, heads, keyDim] for query and key, [features, heads, valueDim] for the value, and [heads,
 * valueDim, features] for the output. Masked steps get no attention. The mask of the output is that of the query.
 * @example
 * const x = input([10, 16]);
 * const y = multiHeadAttention(2, 8).apply([x, x]);
 */
export class MultiHeadAttention extends Layer<readonly Tensor[]> {
  static override readonly takes = layerTakes<MultiHeadAttentionOptions>(
    "MultiHeadAttention",
    { valueDim: true, dropout: true, useBias: true, outputShape: true, useCausalMask: true, kernelInitializer: true },
    "numHeads",
    "keyDim",
  );
  override readonly supportsMasking = true;
  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly dropout: number;
  readonly useBias: boolean;
  readonly outputShape: number | undefined;
  readonly useCausalMask: boolean;
  readonly kernelInitializer: InitializerName;

  constructor(
    numHeads: number,
    keyDim: number,
    {
      valueDim = keyDim,
      dropout = 0,
      useBias = true,
      outputShape,
      useCausalMask = false,
      kernelInitializer = "glorotUniform",
      ...options
    }: MultiHeadAttentionOptions = {},
  ) {
    super(options);
    for (const [name, value] of Object.entries({ numHeads, keyDim, valueDim, outputShape: outputShape ?? 1 })) {
      if (!Number.isInteger(value) || value < 1)
        throw new OptionError(`${name} of an attention layer must be a whole number of at least 1, but it is ${shown(value)}.`);
    }
    lookUp("initializer", kernelInitializer, initializers);
    this.numHeads = numHeads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.dropout = rateOf("dropout", dropout);
    this.useBias = useBias;
    this.outputShape = outputShape ?? undefined;
    this.useCausalMask = useCausalMask;
    this.kernelInitializer = kernelInitializer;
  }

  protected override build(shapes: readonly (readonly number[])[]): void {
    const [query, value, key = value] = shapes.map((shape) => shape.at(-1)!);
    const { numHeads, keyDim, valueDim, useBias } = this;
    const outputs = this.outputShape ?? query!;
    const make = (name: string, kernel: readonly number[], bias: readonly number[]) => {
      this.addWeight(`${name}_kernel`, kernel, this.kernelInitializer);
      if (useBias) this.addWeight(`${name}_bias`, bias, "zeros");
    };
    make("query", [query!, numHeads, keyDim], [numHeads, keyDim]);
    make("key", [key!, numHeads, keyDim], [numHeads, keyDim]);
    make("value", [value!, numHeads, valueDim], [numHeads, valueDim]);
    make("attention_output", [numHeads, valueDim, outputs], [outputs]);
  }

  call(values: readonly Tensor[], context: CallContext): Tensor {
    const [query, value, key = value] = expectSequencesOf(values);
    const weights = new Map(this.variables.map((each) => [each.name, context.weight(each)]));
    const heads = (x: Tensor, name: string) => inHeads(x, weights.get(`${name}_kernel`)!, weights.get(`${name}_bias`));
    const q = mul(heads(query!, "query"), 1 / Math.sqrt(this.keyDim));
    const fits = batchedMatmul(q, transpose(heads(key!, "key"), [0, 2, 1]));
    const allowed = this.allowed(values, context);
    const shares = allowed ? this.sharesOf(fits, allowed) : softmax(this.useCausalMask ? add(fits, laterSteps(fits)) : fits);
    const drops = context.training && this.dropout > 0;
    const seen = drops ? dropped(shares, shares.shape, this.dropout, context.random) : shares;
    const taken = batchedMatmul(seen, heads(value!, "value"));
    const [batch, steps] = query!.shape as readonly [Tensor["shape"][number], number];
    const beside = transpose(reshape(taken, [batch, this.numHeads, steps, this.valueDim]), [0, 2, 1, 3]);
    const rows = reshape(beside, [productOf([batch, steps]), this.numHeads * this.valueDim]);
    const kernel = weights.get("attention_output_kernel")!;
    const outputs = kernel.shape[2]!;
    const y = gemm(rows, reshape(kernel, [this.numHeads * this.valueDim, outputs]), weights.get("attention_output_bias"));
    return reshape(y, [batch, steps, outputs]);
  }

  /**
   * Computes the attention weights of the allowed positions. As in Keras, a query whose positions are all masked has equal
   * weights, or zeros if the layer has dropout.
   */
  private sharesOf(fits: Tensor, allowed: Tensor): Tensor {
    const seen = this.useCausalMask ? mul(allowed, cast(greater(laterSteps(fits), -1), "float32")) : allowed;
    const shares = softmax(where(greater(seen, 0), fits, NEVER));
    return this.dropout > 0 ? mul(shares, seen) : shares;
  }

  /**
   * Returns which steps each step of the query may attend to, according to the masks: [batch · heads, query steps, key
   * steps], 1 or 0; undefined without a mask.
   */
  private allowed(values: readonly Tensor[], context: CallContext): Mask {
    const [query, ...others] = values.map((value) => context.maskOf(value));
    const rows = query && reshape(query, [...query.shape, 1]);
    const columns = others.map((mask) => mask && reshape(mask, [mask.shape[0]!, 1, mask.shape[1]!]));
    const all = [rows, ...columns].filter((mask) => mask !== undefined);
    if (all.length === 0) return undefined;
    const [batch, steps, seen] = [values[0]!.shape[0]!, values[0]!.shape[1]!, values[1]!.shape[1]!];
    const both = all.reduce((a, b) => mul(a, b));
    const ofHeads = mul(reshape(both, [batch, 1, ...both.shape.slice(1)]), full([1, this.numHeads, 1, 1], 1));
    const whole = mul(ofHeads, full([1, 1, steps, seen], 1));
    return reshape(whole, [productOf([batch, this.numHeads]), steps, seen]);
  }
}

/** Multiplies sequences [batch, steps, features] with a kernel [features, heads, size]: [batch · heads, steps, size]. */
function inHeads(x: Tensor, kernel: Tensor, bias: Tensor | undefined): Tensor {
  const [batch, steps, features] = x.shape as readonly [Tensor["shape"][number], number, number];
  const [, heads, size] = kernel.shape as readonly [number, number, number];
  const rows = reshape(x, [productOf([batch, steps]), features]);
  const y = gemm(rows, reshape(kernel, [features, heads * size]), bias && reshape(bias, [heads * size]));
  const turned = transpose(reshape(y, [batch, steps, heads, size]), [0, 2, 1, 3]);
  return reshape(turned, [productOf([batch, heads]), steps, size]);
}

/** A score below all others, so that a masked position gets weight 0. */
const NEVER = -1e30;

/** Returns numbers to add to the scores: very low ones for later steps, so that they get weight 0. [query steps, key steps]. */
function laterSteps(fits: Tensor): Tensor {
  const [steps, others] = staticShape(fits.shape.slice(1), "attention") as readonly [number, number];
  const lows = range(steps).flatMap((step) => range(others).map((other) => (other > step ? -1e9 : 0)));
  return constantOf("float32", [steps, others], lows);
}

/** @throws ShapeError if the inputs aren't two or three batches of sequences that match. */
function expectSequencesOf(values: readonly Tensor[]): readonly Tensor[] {
  const isList = Array.isArray(values) && (values.length === 2 || values.length === 3);
  if (!isList || values.some(({ shape }) => shape.length !== 3) || (values[2] && values[2].shape[1] !== values[1]!.shape[1]))
    throw new ShapeError(
      `takes [query, value] or [query, value, key], sequences [batch, steps, features] with the same number of steps in key and value, but gets ${Array.isArray(values) ? values.map(({ shape }) => showShape(shape)).join(" and ") : "one input"}.`,
    );
  return values;
}

/**
 * Creates a multi-head attention layer.
 * @param numHeads - number of heads.
 * @param keyDim - size of each head for query and key.
 * @throws OptionError if a size isn't a whole number of at least 1.
 * @example
 * const y = multiHeadAttention(2, 8).apply([query, value]);
 */
export const multiHeadAttention = (
  numHeads: number,
  keyDim: number,
  options: MultiHeadAttentionOptions = {},
): MultiHeadAttention => new MultiHeadAttention(numHeads, keyDim, options);
