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

export interface RecurrentOptions extends LayerOptions {
  /** `tanh` by default; `sigmoid` and `relu` are the others. */
  readonly activation?: CellActivation;
  /** Of the gates; `sigmoid` by default. */
  readonly recurrentActivation?: CellActivation;
  readonly useBias?: boolean;
  /** `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerChoice;
  /** `orthogonal` by default. */
  readonly recurrentInitializer?: InitializerChoice;
  /** The outputs of all steps, or of the last one only, which is the default. */
  readonly returnSequences?: boolean;
  /** Reads sequences from their last step to their first, and gives the outputs of all steps in that order; false by default. */
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

/** Sequences [batch, time, features], read step by step by some units. Output [batch, units], or [batch, time, units] of all steps. */
export abstract class Recurrent extends Layer {
  readonly units: number;
  readonly goBackwards: boolean;
  protected readonly options: ReturnType<typeof recurrentConfig>;

  constructor(units: number, options: RecurrentOptions = {}) {
    super(options);
    if (!Number.isInteger(units) || units < 1)
      throw new ShapeError(`A recurrent layer needs a whole number of units of at least 1, but gets ${units}.`);
    this.units = units;
    this.goBackwards = options.goBackwards ?? false;
    this.options = recurrentConfig(options);
  }

  /** Sums that each unit takes: of its gates and of its cell. */
  protected abstract readonly gates: number;
  protected abstract biasVariable(): Variable;
  /** Sequences [time, batch, features] to the outputs of all steps [time, batch, units]. */
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

  /** Behind a layer that gives the outputs of all steps, those that were skipped are skipped too; they stand as in the input, as in Keras, even if it goes backwards. */
  override computeMask(_inputs: Tensor, [mask]: readonly Mask[]): Mask {
    return this.options.returnSequences ? mask : undefined;
  }

  /**
   * What `call` gives. A step that is skipped leaves the state as it is; its output is that of the step before it, zeros at the beginning.
   * @param zeros gives a skipped step zeros instead, if the outputs of all steps are given.
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

  /** Steps in the order in which they are read [time, batch, features] to the outputs of all of them [time, batch, units]. */
  private outputs(steps: Tensor, context: CallContext): Tensor {
    const [kernel, recurrentKernel, bias] = this.variables.map((each) => context.weight(each));
    return this.run(steps, kernel!, recurrentKernel!, bias);
  }

  override config() {
    return { units: this.units, ...this.options, ...(this.goBackwards && { goBackwards: true }) };
  }
}

/** The options with their defaults, Keras's. @throws OptionError for a name that isn't known, with the nearest one. */
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
