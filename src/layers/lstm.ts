import { lstm as lstmOperator, type Tensor } from "../graph/index.ts";
import { RECURRENT_OPTIONS, Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

export interface LSTMOptions extends RecurrentOptions {
  /** Whether the forget gate's bias starts at 1, so that a cell remembers before it has learned to; true by default. */
  readonly unitForgetBias?: boolean;
}

/**
 * Long short-term memory (Hochreiter & Schmidhuber, 1997). Input [batch, time, features]; output [batch, units], or [batch, time, units] with
 * `returnSequences`. Kernel [features, 4 · units], recurrent kernel [units, 4 · units], bias [4 · units]: gates input, forget, cell, output.
 */
export class LSTM extends Recurrent {
  static override readonly takes = layerTakes<LSTMOptions>("LSTM", { ...RECURRENT_OPTIONS, unitForgetBias: true }, "units");
  protected readonly gates = 4;
  private readonly unitForgetBias: boolean;

  constructor(units: number, { unitForgetBias = true, ...options }: LSTMOptions = {}) {
    super(units, options);
    this.unitForgetBias = unitForgetBias;
  }

  protected biasVariable() {
    return variable("bias", [4 * this.units], this.unitForgetBias ? "unitForgetBias" : "zeros");
  }

  protected run(x: Tensor, kernel: Tensor, recurrentKernel: Tensor, bias?: Tensor): Tensor {
    return lstmOperator(x, kernel, recurrentKernel, bias, this.options);
  }

  override config() {
    return { ...super.config(), unitForgetBias: this.unitForgetBias };
  }
}

/** A layer of LSTM cells: `lstm(100, { returnSequences: true })`. */
export const lstm = (units: number, options: LSTMOptions = {}): LSTM => new LSTM(units, options);
