import { constantOf, type Tensor } from "../graph/index.ts";
import type { Masks } from "./masks.ts";
import { type GraphRandom, graphRandom } from "./random.ts";
import type { Variable } from "./variable.ts";

/** What a layer's `call` is given besides its input. */
export interface CallContext extends Masks {
  /** True while training: noise is added, dropout drops, batch statistics are used. */
  readonly training: boolean;
  /** Whether codings are drawn from their distribution, as in training and when a loss is measured; else they are its mean. */
  readonly sampling: boolean;
  readonly random: GraphRandom;
  /** Whether the layer, or a model that it is in, is frozen: kept statistics then stay as they are, and are used in training too. False by default. */
  readonly frozen?: boolean;
  /** The values of a variable inside the graph. */
  weight(variable: Variable): Tensor;
  /** The value that a kept statistic has after this step. */
  update(variable: Variable, value: Tensor): void;
  /** Adds a penalty (a scalar, of the batch) to the loss. */
  addLoss(penalty: Tensor): void;
  /** Is told what each layer gives, those inside of others first. */
  readonly seen?: (layer: object, outputs: Tensor | readonly Tensor[]) => void;
}

/** What a model is called for: to learn, to have its loss measured, or to be used. */
export type Purpose = "training" | "measuring" | "use";

/** A call of a model inside a graph: what its layers get to know, and what they gave back when it is over. */
export interface Call extends CallContext {
  /** Penalties of the layers, which are part of the loss. */
  readonly penalties: readonly Tensor[];
  /** New values of kept statistics. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
}

/**
 * What layers are called with.
 * @param weights each variable's values.
 * @param stepKey uint32 scalar that random numbers depend on; the same draws at every call where it is left out.
 */
export function callContext(
  purpose: Purpose,
  weights: { get(variable: Variable): Tensor | undefined },
  stepKey: Tensor = constantOf("uint32", [], [0]),
): Call {
  const [penalties, updates]: [Tensor[], Map<Variable, Tensor>] = [[], new Map()];
  const masks = new Map<Tensor, Tensor>();
  return {
    training: purpose === "training",
    sampling: purpose !== "use",
    random: graphRandom(stepKey),
    weight: (variable) => weights.get(variable)!,
    update: (variable, value) => updates.set(variable, value),
    maskOf: (values) => masks.get(values),
    setMask: (values, mask) => masks.set(values, mask),
    addLoss: (penalty) => penalties.push(penalty),
    penalties,
    updates,
  };
}
