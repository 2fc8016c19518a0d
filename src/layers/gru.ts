import { gru as gruOperator, type Tensor } from "../graph/index.ts";
import { RECURRENT_OPTIONS, Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/**
 * Reads sequences with gated recurrent units (Cho et al., 2014). As in Keras (`reset_after`), the reset gate is applied
 * after the product. Input [batch, time, features]; output [batch, units], or [batch, time, units] with `returnSequences`.
 * Kernel [features, 3 · units], recurrent kernel [units, 3 · units], bias [2, 3 · units] for the inputs and the recurrence.
 * The gates are update, reset and cell.
 */
export class GRU extends Recurrent {
  static override readonly takes = layerTakes<RecurrentOptions>("GRU", RECURRENT_OPTIONS, "units");
  protected readonly gates = 3;

  protected biasVariable() {
    return variable("bias", [2, 3 * this.units], "zeros");
  }

  protected run(x: Tensor, kernel: Tensor, recurrentKernel: Tensor, bias?: Tensor): Tensor {
    return gruOperator(x, kernel, recurrentKernel, bias, this.options);
  }
}

/**
 * Creates a layer of gated recurrent units.
 * @param units - number of units.
 * @throws ShapeError if `units` isn't a whole number of at least 1.
 * @example
 * const model = sequential([gru(100, { returnSequences: true, inputShape: [50, 3] })]);
 */
export const gru = (units: number, options: RecurrentOptions = {}): GRU => new GRU(units, options);
