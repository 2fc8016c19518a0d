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

/** How gradients are limited before the optimizer gets them. */
export interface Clipping {
  /** The greatest length of all gradients together, to which they are scaled down. */
  readonly clipNorm?: number;
  /** The greatest size of each number of a gradient. */
  readonly clipValue?: number;
}

/** What each step is given beside its batch: the learning rate, and the optimizer's own numbers. */
export const scalarNames = (optimizer: Optimizer): string[] => ["rate", ...optimizer.scalars(1, 1).map((_, i) => `scalar_${i}`)];

/** The shape in which training carries a variable: a vector as a row [1, n], as its gradient comes and its sum takes it, without a copy. */
export const carriedShape = (shape: readonly number[]): readonly number[] => (shape.length === 1 ? [1, ...shape] : shape);

/** The name of an optimizer's slot of a variable. */
export const slotName = (path: string, kind: string, slot: number): string => `${path}/${kind}_${slot}`;

/** One name for each array that training carries from step to step: each variable's path, then the optimizer's slots of those that learn. */
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
 * The training program: an ONNX `Loop` over steps, each of which gathers a batch, runs the model forward, takes the loss, goes back and updates.
 * Fed with `examples`, `targets` (as rows), `weights` (all of them, once), `batches` (int32 [steps, batch]: which examples), `keys` (uint32 [steps]),
 * `rate` and the optimizer's `scalar_…` (float32 [steps]), and `state/…`, vectors as rows; gives `loss` and each metric by step (a mean [steps], or sums
 * [steps, size]), and the new `state/…`.
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
        ? "Nothing can learn: no layer of the model has weights. Add one that has, such as a dense layer."
        : "Nothing can learn: every layer of the model is frozen. Set trainable = true on one.",
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

/** How the loop carries the variables and the optimizer's slots: first the variables that don't learn, then, for each group that is updated together, its variables joined and each of its slots joined. */
interface Layout {
  /** The arrays' names and inputs, a variable or a slot each. */
  readonly names: readonly string[];
  readonly state: readonly Tensor[];
  /** Variables that don't learn. */
  readonly others: readonly Variable[];
  readonly groups: readonly (readonly Variable[])[];
  /** Where a variable stands among the arrays. */
  place(v: Variable): number;
  /** The arrays as the loop carries them, and back. */
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

/** A step's loss, and what it is taken from. */
interface Step {
  readonly loss: Tensor;
  /** What the loop carries, and the same apart. */
  readonly now: readonly Tensor[];
  readonly arrays: readonly Tensor[];
  readonly rate: Tensor;
  /** The optimizer's own. */
  readonly numbers: readonly Tensor[];
  readonly clipping: Clipping;
}

/** The variables that learn after a step, and the optimizer's slots, as the loop carries them. */
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

/** A group's new value as its constraint allows it: a variable that has one is updated by itself. */
function constrainedTogether([variable, ...others]: readonly Variable[], weight: Tensor): Tensor {
  const { constraint, shape } = variable!;
  if (constraint === undefined || others.length > 0) return weight;
  return reshape(constrained(reshape(weight, shape), constraint), weight.shape);
}

/** Gradients held between two bounds, element by element, or scaled down by their joint length. */
function clippedBy({ clipNorm, clipValue }: Clipping, raw: readonly Tensor[]): readonly Tensor[] {
  const held = clipValue === undefined ? raw : raw.map((gradient) => clip(gradient, -clipValue, clipValue));
  return clipNorm === undefined ? held : clipGlobalNorm(held, clipNorm);
}

/** Scales all gradients down together where their joint length is beyond a limit. */
function clipGlobalNorm(raw: readonly Tensor[], limit: number): Tensor[] {
  const norm = sqrt(raw.map((g) => reduceSum(square(g))).reduce((sum, part) => add(sum, part)));
  const scale = minimum(div(limit, norm), 1);
  return raw.map((gradient) => mul(gradient, scale));
}
