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
  /** The size of each member's codings. */
  readonly codings: readonly number[];
  /** Units of the encoders' hidden layers, from the input on; the decoders have them in reverse. */
  readonly hidden: readonly number[];
  /** Standard deviation of the noise that is added to inputs while they learn, the same for each member. */
  readonly noise: number;
  /** For the first weights. */
  readonly seed: number;
}

/**
 * Autoencoders of the same rows side by side: one product of matrices for a layer of all of them, so that three take hardly longer than one. As a
 * layer it gives what training lowers: the squared error of each number, mean over the members; 0 for a missing one (NaN). [batch, features].
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
          // Of the codings a member only has its own: these are its decoder's inputs.
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

  /** What each member gives back of rows without missing values: [batch, features] → [members, batch, features]. */
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

/** The mean over a row's columns that are there, of squares that are 0 elsewhere: [batch, features] → [batch]. */
const meanOfPresent = (squares: Tensor, there: Tensor): Tensor => div(reduceSum(squares, [1]), maximum(reduceSum(there, [1]), 1));

/** What training lowers, of rows and an ensemble's squared errors. */
export const reconstructionError: MadeLoss = {
  name: "reconstruction error",
  missing: true,
  of: (rows, squares) => meanOfPresent(squares, cast(isPresent(rows), "float32")),
};
