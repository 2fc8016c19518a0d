import { gru as gruOperator, type Tensor } from "../graph/index.ts";
import { RECURRENT_OPTIONS, Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/**
 * Gated recurrent units (Cho et al., 2014), as in Keras with the reset gate after the product (`reset_after`). Input [batch, time, features]; output
 * [batch, units], or [batch, time, units] with `returnSequences`. Kernel [features, 3 · units], recurrent kernel [units, 3 · units], bias
 * [2, 3 · units] of inputs and recurrence: gates update, reset, cell.
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

/** A layer of gated recurrent units: `gru(100, { returnSequences: true })`. */
export const gru = (units: number, options: RecurrentOptions = {}): GRU => new GRU(units, options);
