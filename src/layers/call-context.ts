import { constantOf, type Tensor } from "../graph/index.ts";
import type { Masks } from "./masks.ts";
import { type GraphRandom, graphRandom } from "./random.ts";
import type { Variable } from "./variable.ts";

/**
 * A batch of which this process may have only a part (`fit({ distributed })`). Whatever a layer computes over the examples of a
 * batch becomes that of the whole batch by these functions. If one process has the whole batch, they return their argument.
 */
export interface WholeBatch {
  /** Returns the mean over the whole batch, from the mean over this process's examples. */
  mean(x: Tensor): Tensor;
  /** Returns the sum over the whole batch, from the sum over this process's examples. */
  sum(x: Tensor): Tensor;
}

export const IN_ONE_PROCESS: WholeBatch = { mean: (x) => x, sum: (x) => x };

/** The second argument of a layer's `call`. */
export interface CallContext extends Masks {
  /** Whether the model is training. Noise, dropout and batch statistics are used only then. */
  readonly training: boolean;
  /**
   * Whether codings are drawn from their distribution, as in training and when a loss is measured. Otherwise they are the
   * mean.
   */
  readonly sampling: boolean;
  /** Source of random numbers in the graph. */
  readonly random: GraphRandom;
  readonly batch: WholeBatch;
  /**
   * Whether the layer, or a model that contains it, is frozen. Moving statistics then don't change, and are used in training
   * too. Default false.
   */
  readonly frozen?: boolean;
  /** Returns the tensor of a variable's numbers. */
  weight(variable: Variable): Tensor;
  /** Sets the value of a moving statistic after this step. */
  update(variable: Variable, value: Tensor): void;
  /** Adds a penalty for the batch, a scalar, to the loss. */
  addLoss(penalty: Tensor): void;
  /** Called with the outputs of each layer, from the inside out. */
  readonly seen?: (layer: object, outputs: Tensor | readonly Tensor[]) => void;
}

/** The purpose of a call: training, measuring a loss, or using the model. */
export type Purpose = "training" | "measuring" | "use";

/** A call of a model in a graph: the context for its layers, and their penalties and updates after the call. */
export interface Call extends CallContext {
  /** Penalties of the layers, which are added to the loss. */
  readonly penalties: readonly Tensor[];
  /** New values of moving statistics. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
}

/**
 * Creates the context for a call.
 * @param weights - tensor of each variable.
 * @param stepKey - uint32 scalar that the random numbers depend on; default: the same numbers in each call.
 * @param part - if this process has a part of the batch: the index of its first example in the batch (int64 scalar), and the
 * functions that compute with the whole batch.
 */
export function callContext(
  purpose: Purpose,
  weights: { get(variable: Variable): Tensor | undefined },
  stepKey: Tensor = constantOf("uint32", [], [0]),
  part?: { readonly start: Tensor; readonly batch: WholeBatch },
): Call {
  const [penalties, updates]: [Tensor[], Map<Variable, Tensor>] = [[], new Map()];
  const masks = new Map<Tensor, Tensor>();
  return {
    training: purpose === "training",
    sampling: purpose !== "use",
    random: graphRandom(stepKey, part?.start),
    batch: part?.batch ?? IN_ONE_PROCESS,
    weight: (variable) => weights.get(variable)!,
    update: (variable, value) => updates.set(variable, value),
    maskOf: (values) => masks.get(values),
    setMask: (values, mask) => masks.set(values, mask),
    addLoss: (penalty) => penalties.push(penalty),
    penalties,
    updates,
  };
}
