import { ShapeError } from "../core/errors.ts";
import type { OptionNames } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import {
  batchedMatmul,
  type CellActivation,
  cellActivations,
  reshape,
  reverse,
  slice,
  type Tensor,
  transpose,
} from "../graph/index.ts";
import type { CallContext } from "./call-context.ts";
import { type InitializerChoice, initializerOf } from "./initializers.ts";
import { Layer } from "./layer.ts";
import { type Mask, skipping } from "./masks.ts";
import { expectSequences, sequenceOf } from "./sequences.ts";
import type { LayerOptions } from "./takes.ts";
import { type Variable, variable } from "./variable.ts";

/** The options of recurrent layers. */
export interface RecurrentOptions extends LayerOptions {
  /** Activation: "tanh" (default), "sigmoid" or "relu". */
  readonly activation?: CellActivation;
  /** Activation of the gates; default "sigmoid". */
  readonly recurrentActivation?: CellActivation;
  /** Whether to add a bias; default true. */
  readonly useBias?: boolean;
  /** Initializer of the kernel; default "glorotUniform". */
  readonly kernelInitializer?: InitializerChoice;
  /** Initializer of the recurrent kernel; default "orthogonal". */
  readonly recurrentInitializer?: InitializerChoice;
  /** Whether to return the outputs of all steps instead of only the last one; default false. */
  readonly returnSequences?: boolean;
  /** Whether to read sequences from the last step to the first, and return the outputs in that order; default false. */
  readonly goBackwards?: boolean;
}

export const RECURRENT_OPTIONS: OptionNames<Omit<RecurrentOptions, keyof LayerOptions>> = {
  activation: true,
  recurrentActivation: true,
  useBias: true,
  kernelInitializer: true,
  recurrentInitializer: true,
  returnSequences: true,
  goBackwards: true,
};

/**
 * The base class of recurrent layers, which read sequences [batch, time, features] step by step. Output [batch, units], or
 * [batch, time, units] with the outputs of all steps.
 */
export abstract class Recurrent extends Layer {
  readonly units: number;
  readonly goBackwards: boolean;
  protected readonly options: ReturnType<typeof recurrentConfig>;

  constructor(units: number, options: RecurrentOptions = {}) {
    super(options);
    if (!Number.isInteger(units) || units < 1)
      throw new ShapeError(`The units of a recurrent layer must be a whole number of at least 1, but they are ${units}.`);
    this.units = units;
    this.goBackwards = options.goBackwards ?? false;
    this.options = recurrentConfig(options);
  }

  /** Number of sums for each unit: its gates and its cell. */
  protected abstract readonly gates: number;
  protected abstract biasVariable(): Variable;
  /** Computes the outputs of all steps [time, batch, units] from sequences [time, batch, features]. */
  protected abstract run(x: Tensor, kernel: Tensor, recurrentKernel: Tensor, bias?: Tensor): Tensor;

  protected override build(inputShape: readonly number[]): void {
    const [, features] = sequenceOf(inputShape);
    const { kernelInitializer, recurrentInitializer, useBias } = this.options;
    const columns = this.gates * this.units;
    this.hold([
      variable("kernel", [features, columns], kernelInitializer),
      variable("recurrent_kernel", [this.units, columns], recurrentInitializer),
      ...(useBias ? [this.biasVariable()] : []),
    ]);
  }

  call(x: Tensor, context: CallContext): Tensor {
    return this.read(x, context);
  }

  /**
   * If the layer returns the outputs of all steps, masked steps stay masked. Their order is that of the input, as in Keras,
   * even if the layer goes backwards.
   */
  override computeMask(_inputs: Tensor, [mask]: readonly Mask[]): Mask {
    return this.options.returnSequences ? mask : undefined;
  }

  /**
   * Computes the result of `call`. A masked step doesn't change the state. Its output is that of the step before it, or
   * zeros at the beginning.
   * @param zeros - whether a masked step gives zeros instead, if the outputs of all steps are returned.
   */
  read(x: Tensor, context: CallContext, { zeros = false } = {}): Tensor {
    const [time] = expectSequences(x, this.variables[0]!.shape[0]);
    const mask = context.maskOf(x);
    const { returnSequences } = this.options;
    if (!mask) {
      const steps = transpose(x, [1, 0, 2]);
      const h = this.outputs(this.goBackwards ? reverse(steps, 0) : steps, context);
      return returnSequences ? transpose(h, [1, 0, 2]) : reshape(slice(h, 0, time - 1, time), [x.shape[0]!, this.units]);
    }
    const { out, back, backWithZeros } = skipping(this.goBackwards ? reverse(mask, 1) : mask);
    const kept = batchedMatmul(out, this.goBackwards ? reverse(x, 1) : x);
    const h = transpose(this.outputs(transpose(kept, [1, 0, 2]), context), [1, 0, 2]);
    if (returnSequences) return batchedMatmul(zeros ? backWithZeros : back, h);
    return reshape(batchedMatmul(slice(back, 1, time - 1, time), h), [x.shape[0]!, this.units]);
  }

  /** Computes the outputs of all steps [time, batch, units] from the steps in reading order [time, batch, features]. */
  private outputs(steps: Tensor, context: CallContext): Tensor {
    const [kernel, recurrentKernel, bias] = this.variables.map((each) => context.weight(each));
    return this.run(steps, kernel!, recurrentKernel!, bias);
  }

  override config() {
    return { units: this.units, ...this.options, ...(this.goBackwards && { goBackwards: true }) };
  }
}

/**
 * Returns the options with Keras's defaults.
 * @throws OptionError if a name is unknown; the message suggests the nearest one.
 */
function recurrentConfig({
  activation = "tanh",
  recurrentActivation = "sigmoid",
  useBias = true,
  kernelInitializer = "glorotUniform",
  recurrentInitializer = "orthogonal",
  returnSequences = false,
}: RecurrentOptions) {
  for (const name of [activation, recurrentActivation]) lookUp("activation of a recurrent layer", name, cellActivations);
  for (const name of [kernelInitializer, recurrentInitializer]) initializerOf(name);
  return { activation, recurrentActivation, useBias, kernelInitializer, recurrentInitializer, returnSequences };
}
