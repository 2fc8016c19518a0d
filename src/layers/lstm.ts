import { lstm as lstmOperator, type Tensor } from "../graph/index.ts";
import { RECURRENT_OPTIONS, Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { layerTakes } from "./takes.ts";
import { variable } from "./variable.ts";

/** The options of `lstm`. */
export interface LSTMOptions extends RecurrentOptions {
  /** Whether the bias of the forget gate starts at 1, so that the cells remember before they have learned to; default true. */
  readonly unitForgetBias?: boolean;
}

/**
 * Reads sequences with long short-term memory cells (Hochreiter & Schmidhuber, 1997). Input [batch, time, features]; output
 * [batch, units], or [batch, time, units] with `returnSequences`. Kernel [features, 4 · units], recurrent kernel [units, 4 ·
 * units], bias [4 · units]. The gates are input, forget, cell and output.
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

/**
 * Creates a layer of LSTM cells.
 * @param units - number of cells.
 * @throws ShapeError if `units` isn't a whole number of at least 1.
 * @example
 * const model = sequential([lstm(100, { returnSequences: true, inputShape: [50, 3] })]);
 */
export const lstm = (units: number, options: LSTMOptions = {}): LSTM => new LSTM(units, options);
