import { TrainingError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import {
  add,
  clip,
  constant,
  div,
  type GraphSpec,
  gather,
  gradients,
  input,
  loop,
  minimum,
  mul,
  reduceSum,
  reshape,
  scalarOfDim,
  sqrt,
  square,
  type Tensor,
} from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { constrained } from "../layers/constraints.ts";
import type { AnyLayer, Variable } from "../layers/index.ts";
import { expectGradient } from "./losses/mean-loss.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { type ExampleType, exampleNumbers, feedName, judged, type Objective, type Rows, targetNumbers } from "./program.ts";
import { join, separate, updatedTogether } from "./together.ts";
import { figureNames } from "./totals.ts";

/** Limits for the gradients, applied before the optimizer gets them. */
export interface Clipping {
  /** Maximum length (norm) of all gradients together. Longer ones are scaled down. */
  readonly clipNorm?: number;
  /** Maximum absolute value of each element of a gradient. */
  readonly clipValue?: number;
}

/**
 * Returns the names of the numbers that each step gets in addition to its batch: the learning rate and the optimizer's scalars.
 */
export const scalarNames = (optimizer: Optimizer): string[] => ["rate", ...optimizer.scalars(1, 1).map((_, i) => `scalar_${i}`)];

/**
 * Returns the shape in which training carries a variable. A vector becomes a row [1, n], the shape of its gradient and of sums,
 * which avoids a copy.
 */
export const carriedShape = (shape: readonly number[]): readonly number[] => (shape.length === 1 ? [1, ...shape] : shape);

/** Returns the name of an optimizer's slot for a variable. */
export const slotName = (path: string, kind: string, slot: number): string => `${path}/${kind}_${slot}`;

/**
 * Returns the names of all arrays that training carries from step to step: the paths of the variables, then the slots of the
 * trainable ones.
 */
export function stateNames(model: AnyLayer, optimizer: Optimizer): string[] {
  const { variables, variablePaths } = model;
  const learning = new Set(model.trainableVariables);
  const paths = variablePaths.filter((_, i) => learning.has(variables[i]!));
  return [
    ...variablePaths,
    ...paths.flatMap((path) => Array.from({ length: optimizer.slotCount }, (_, i) => slotName(path, optimizer.kind, i))),
  ];
}

/**
 * Creates the training program: an ONNX `Loop` over steps. Each step gathers a batch, computes the loss and its gradients, and
 * updates the weights.
 *
 * Its feeds are all `examples`, `targets` (as rows) and `weights`, and `batches` (int32 [steps, batch], indices of examples).
 * Further feeds are `keys` (uint32 [steps]), `rate` and the optimizer's `scalar_…` (float32 [steps]), and `state/…` (vectors as
 * rows). It returns the `loss` and each metric by step (a mean [steps], or sums [steps, size]), and the new state as `new/…`.
 */
export function trainingProgram(objective: Objective, optimizer: Optimizer, clipping: Clipping = {}): GraphSpec {
  const { model, inputs, outputs } = objective;
  const all = inputs.map(({ dtype, shape }, i) =>
    input(feedName("examples", i, inputs.length), dtype, ["examples", sizeOf(shape)]),
  );
  const allTargets = outputs.map(({ targets }, i) =>
    typeof targets === "number"
      ? undefined
      : input(feedName("targets", i, outputs.length), targets.dtype, ["examples", sizeOf(targets.shape)]),
  );
  const allWeights = outputs.map(({ weighted }, i) =>
    weighted ? input(feedName("weights", i, outputs.length), "float32", ["examples"]) : undefined,
  );
  const batches = input("batches", "int32", ["steps", "batch"]);
  const keys = input("keys", "uint32", ["steps"]);
  const steps = batches.shape[0]!;
  const scalars = scalarNames(optimizer).map((name) => input(name, "float32", [steps]));
  if (model.trainableVariables.length === 0)
    throw new TrainingError(
      model.variables.length === 0
        ? "The model can't learn, because no layer has weights. Add a layer with weights, such as a dense layer."
        : "The model can't learn, because every layer is frozen. Set trainable = true on at least one.",
    );
  const layout = layoutOf(model, optimizer);

  const { state: finalState, gathered } = loop({
    count: scalarOfDim(steps),
    steps,
    state: layout.joined(layout.state),
    step(index, now) {
      const batch = gather(batches, index);
      const [rate, ...numbers] = scalars.map((values) => gather(values, index));
      const rowsOf = (rows: Tensor, { shape }: ExampleType) => reshape(rows, [batch.shape[0]!, ...shape]);
      const rows: Rows = {
        examples: all.map((array, i) => rowsOf(exampleNumbers(model, gather(array, batch), i), inputs[i]!)),
        targets: allTargets.map((array, i) => {
          const output = outputs[i]!;
          return array && rowsOf(targetNumbers(objective, output, gather(array, batch)), output.targets as ExampleType);
        }),
        weights: allWeights.map((array) => array && gather(array, batch)),
      };
      const arrays = layout.apart(now);
      const weightTensors = new Map(model.variables.map((variable, i) => [variable, reshape(arrays[i]!, variable.shape)]));
      const call = callContext("training", weightTensors, gather(keys, index));
      const { losses, loss, measured } = judged(objective, rows, call);
      for (const [i, value] of losses.entries()) expectGradient(outputs[i]!.loss, value, arrays);
      const updated = updatedBy(optimizer, layout, { loss, now, arrays, rate: rate!, numbers, clipping });
      const kept = layout.others.map((v) => reshape(call.updates.get(v) ?? arrays[layout.place(v)]!, carriedShape(v.shape)));
      return {
        state: [...kept, ...updated],
        gathered: [loss, ...measured],
      };
    },
  });

  const stateOutputs = layout.apart(finalState).map((tensor, i) => [`new/${layout.names[i]}`, tensor] as const);
  const names = figureNames(objective.metrics);
  const figures = gathered.map((tensor, i) => [names[i]!, tensor] as const);
  const fed = [...all, ...allTargets, ...allWeights, batches, keys, ...scalars, ...layout.state];
  return {
    name: "training",
    inputs: fed.filter((tensor) => tensor !== undefined),
    outputs: Object.fromEntries([...figures, ...stateOutputs]),
  };
}

/**
 * The order in which the loop carries the variables and the optimizer's slots. The variables that don't learn come first. Then,
 * for each group that is updated together, come its joined variables and each of its joined slots.
 */
interface Layout {
  /** Names and inputs of the arrays. Each array is a variable or a slot. */
  readonly names: readonly string[];
  readonly state: readonly Tensor[];
  /** Variables that don't learn. */
  readonly others: readonly Variable[];
  readonly groups: readonly (readonly Variable[])[];
  /** Returns the index of a variable among the arrays. */
  place(v: Variable): number;
  /** Converts the arrays to the form that the loop carries, and back. */
  joined(arrays: readonly Tensor[]): Tensor[];
  apart(carried: readonly Tensor[]): Tensor[];
}

function layoutOf(model: AnyLayer, optimizer: Optimizer): Layout {
  const { variables, trainableVariables: learning } = model;
  const [places, order] = [new Map(variables.map((v, i) => [v, i])), new Map(learning.map((v, i) => [v, i]))];
  const names = stateNames(model, optimizer);
  const slots = Array.from({ length: optimizer.slotCount }, (_, slot) => slot);
  const state = [...variables, ...learning.flatMap((v) => slots.map(() => v))].map(({ shape }, i) =>
    input(`state/${names[i]}`, "float32", carriedShape(shape)),
  );
  const place = (v: Variable): number => places.get(v)!;
  const placeOfSlot = (v: Variable, slot: number): number => variables.length + order.get(v)! * optimizer.slotCount + slot;
  const others = variables.filter((v) => !order.has(v));
  const groups = updatedTogether(learning, optimizer);
  const carried = [
    ...others.map((v) => [place(v)]),
    ...groups.flatMap((group) => [group.map(place), ...slots.map((slot) => group.map((v) => placeOfSlot(v, slot)))]),
  ];
  return {
    names,
    state,
    others,
    groups,
    place,
    joined: (arrays) => carried.map((places) => join(places.map((at) => arrays[at]!))),
    apart(joined) {
      const arrays: Tensor[] = [];
      carried.forEach((places, i) => {
        const shapes = places.map((at) => state[at]!.shape);
        separate(joined[i]!, shapes).forEach((array, part) => {
          arrays[places[part]!] = array;
        });
      });
      return arrays;
    },
  };
}

/** The tensors of one step. */
interface Step {
  readonly loss: Tensor;
  /** The state as the loop carries it, and the same as separate arrays. */
  readonly now: readonly Tensor[];
  readonly arrays: readonly Tensor[];
  readonly rate: Tensor;
  /** Scalars of the optimizer. */
  readonly numbers: readonly Tensor[];
  readonly clipping: Clipping;
}

/** Returns the trainable variables after a step, and the optimizer's slots, as the loop carries them. */
function updatedBy(
  optimizer: Optimizer,
  { groups, others, place }: Layout,
  { loss, now, arrays, rate, numbers, clipping }: Step,
): Tensor[] {
  const clips = clipping.clipNorm !== undefined || clipping.clipValue !== undefined;
  const scale = optimizer.gradientScale === "rate" ? rate : optimizer.gradientScale;
  const lossScale = clips ? 1 : scale;
  const learning = groups.flat();
  const weights = learning.map((v) => arrays[place(v)]!);
  const each = gradients(loss, weights, typeof lossScale === "number" ? constant(lossScale) : lossScale);
  const raw = groups.map((group) => join(group.map((v) => each[learning.indexOf(v)]!)));
  const clipped = clips ? clippedBy(clipping, raw) : raw;
  return clipped.flatMap((gradient, i) => {
    const at = others.length + i * (1 + optimizer.slotCount);
    const [weight, ...slots] = now.slice(at, at + 1 + optimizer.slotCount);
    const scaled = clips ? mul(gradient, scale) : gradient;
    const update = optimizer.update(weight!, scaled, slots, numbers);
    return [constrainedTogether(groups[i]!, update.weight), ...update.slots];
  });
}

/** Applies a variable's constraint to its new value. A variable with a constraint is always a group of its own. */
function constrainedTogether([variable, ...others]: readonly Variable[], weight: Tensor): Tensor {
  const { constraint, shape } = variable!;
  if (constraint === undefined || others.length > 0) return weight;
  return reshape(constrained(reshape(weight, shape), constraint), weight.shape);
}

/** Clips gradients element by element, or scales them down by their common norm. */
function clippedBy({ clipNorm, clipValue }: Clipping, raw: readonly Tensor[]): readonly Tensor[] {
  const held = clipValue === undefined ? raw : raw.map((gradient) => clip(gradient, -clipValue, clipValue));
  return clipNorm === undefined ? held : clipGlobalNorm(held, clipNorm);
}

/** Scales all gradients down together if their common norm exceeds a limit. */
function clipGlobalNorm(raw: readonly Tensor[], limit: number): Tensor[] {
  const norm = sqrt(raw.map((g) => reduceSum(square(g))).reduce((sum, part) => add(sum, part)));
  const scale = minimum(div(limit, norm), 1);
  return raw.map((gradient) => mul(gradient, scale));
}
