import { random } from "../core/random.ts";
import {
  add,
  batchedMatmul,
  cast,
  constantOf,
  div,
  expand,
  maximum,
  mul,
  reduceMean,
  reduceSum,
  square,
  sub,
  type Tensor,
} from "../graph/index.ts";
import { activations, type CallContext, Layer, type Variable } from "../layers/index.ts";
import { variable } from "../layers/variable.ts";
import type { MadeLoss } from "../training/losses/choice.ts";
import { filled, isPresent } from "./scaling.ts";

export interface EnsembleOptions {
  /** Size of the codings of each autoencoder. */
  readonly codings: readonly number[];
  /** Units of the encoders' hidden layers, beginning at the input. The decoders have them in reverse order. */
  readonly hidden: readonly number[];
  /** Standard deviation of the noise on the inputs in training. All autoencoders get the same noise. */
  readonly noise: number;
  /** Seed of the initial weights. */
  readonly seed: number;
}

/**
 * Several autoencoders for the same rows. One matrix product computes a layer of all of them, so that three take hardly longer than one. As a layer it
 * returns the squared error of each number [batch, features], the mean over the autoencoders, and 0 for a missing number (NaN).
 */
export class Ensemble extends Layer {
  readonly options: EnsembleOptions;

  constructor(options: EnsembleOptions) {
    super({ name: "ensemble" });
    this.options = options;
  }

  protected override build([features]: readonly number[]): void {
    const { codings, hidden, seed } = this.options;
    const members = codings.length;
    const widest = Math.max(...codings);
    const down = [features!, ...hidden, widest];
    const sizes = [...down, ...down.toReversed().slice(1)];
    this.hold(
      sizes.slice(1).flatMap((units, i): Variable[] => {
        const fanIn = sizes[i]!;
        const source = random(seed, i);
        const kernel = new Float32Array(members * fanIn * units);
        for (let at = 0, member = 0; member < members; member++) {
          // The decoder's inputs are only the codings of this autoencoder.
          const inputs = i === hidden.length + 1 ? codings[member]! : fanIn;
          for (let end = at + fanIn * units; at < end; at++) kernel[at] = source.normal() / Math.sqrt(inputs);
        }
        return [
          { ...variable(`kernel_${i}`, [members, fanIn, units], "zeros"), value: kernel },
          { ...variable(`bias_${i}`, [members, 1, units], "zeros"), value: new Float32Array(members * units) },
        ];
      }),
    );
  }

  /** Returns the reconstructions by each autoencoder of rows without missing values: [batch, features] → [autoencoders, batch, features]. */
  reconstructions(rows: Tensor, context: CallContext): Tensor {
    const { codings, hidden, noise } = this.options;
    const members = codings.length;
    const widest = Math.max(...codings);
    const noisy = context.training && noise > 0 ? add(rows, context.random.normal(rows.shape, noise)) : rows;
    let h = expand(noisy, [members, ...rows.shape]);
    const layers = this.variables.length / 2;
    for (let i = 0; i < layers; i++) {
      const [kernel, bias] = this.variables.slice(2 * i, 2 * i + 2).map((variable) => context.weight(variable));
      h = add(batchedMatmul(h, kernel!), bias!);
      if (i === hidden.length) {
        const own = codings.flatMap((size) => Array.from({ length: widest }, (_, unit) => (unit < size ? 1 : 0)));
        if (own.includes(0)) h = mul(h, constantOf("float32", [members, 1, widest], own));
      } else if (i < layers - 1) h = activations.selu(h);
    }
    return h;
  }

  override get acceptsMissing(): boolean {
    return true;
  }

  call(x: Tensor, context: CallContext): Tensor {
    const rows = filled(x, 0);
    const squares = square(sub(this.reconstructions(rows, context), rows));
    return mul(reduceMean(squares, [0]), cast(isPresent(x), "float32"));
  }
}

/** Returns the mean over the columns that aren't missing: [batch, features] → [batch]. The squares of missing ones must be 0. */
const meanOfPresent = (squares: Tensor, there: Tensor): Tensor => div(reduceSum(squares, [1]), maximum(reduceSum(there, [1]), 1));

/** Loss of the training: the mean of the squared errors that an ensemble returns for rows. */
export const reconstructionError: MadeLoss = {
  name: "reconstruction error",
  missing: true,
  of: (rows, squares) => meanOfPresent(squares, cast(isPresent(rows), "float32")),
};
