import { TrainingError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { across } from "../graph/across.ts";
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
import type { StepResult } from "../graph/operators/body.ts";
import { callContext, IN_ONE_PROCESS, type WholeBatch } from "../layers/call-context.ts";
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
  const feeds = rowFeeds(objective);
  const batches = input("batches", "int32", ["steps", "batch"]);
  const keys = input("keys", "uint32", ["steps"]);
  const steps = batches.shape[0]!;
  const scalars = scalarNames(optimizer).map((name) => input(name, "float32", [steps]));
  const layout = layoutOf(objective.model, optimizer);
  const { state, gathered } = loop({
    count: scalarOfDim(steps),
    steps,
    state: layout.joined(layout.state),
    step: (index, now) =>
      stepOf(objective, optimizer, layout, {
        rows: feeds.rows(gather(batches, index)),
        now,
        key: gather(keys, index),
        scalars: scalars.map((values) => gather(values, index)),
        clipping,
      }),
  });
  return programOf(objective, layout, { inputs: [...feeds.inputs, batches, keys, ...scalars], state, figures: gathered });
}

/**
 * Creates the program of one step on this process's part of a batch. The processes add up their gradients (`across`), so that each
 * makes the update of the whole batch.
 *
 * Its feeds are those of the training program with `batches` [1, batch] and `keys` [1], and for the part: `start`, the index of
 * its first example in the batch (int64 [1]), and the weights `share` and `once` (float32 [1]) of its means and sums (`partOf`).
 */
export function partProgram(objective: Objective, optimizer: Optimizer, clipping: Clipping = {}): GraphSpec {
  const feeds = rowFeeds(objective);
  const batches = input("batches", "int32", [1, "batch"]);
  const scalar = (name: string, dtype: "float32" | "uint32" | "int64" = "float32") => input(name, dtype, [1]);
  const [keys, start, share, once] = [scalar("keys", "uint32"), scalar("start", "int64"), scalar("share"), scalar("once")];
  const scalars = scalarNames(optimizer).map((name) => scalar(name));
  const layout = layoutOf(objective.model, optimizer);
  const one = (x: Tensor) => reshape(x, []);
  const { state, gathered } = stepOf(objective, optimizer, layout, {
    rows: feeds.rows(reshape(batches, [batches.shape[1]!])),
    now: layout.joined(layout.state),
    key: one(keys),
    scalars: scalars.map(one),
    clipping,
    part: { start: one(start), share: one(share), once: one(once) },
  });
  const inputs = [...feeds.inputs, batches, keys, start, share, once, ...scalars];
  return programOf(objective, layout, { inputs, state, figures: gathered.map((x) => reshape(x, [1, ...x.shape])) });
}

/** The inputs of a program for all rows. */
interface RowFeeds {
  readonly inputs: readonly Tensor[];
  /** The inputs as numbers, all rows. */
  readonly numbers: readonly Tensor[];
  /** Gathers some of the rows, and converts them to numbers. */
  rows(batch: Tensor): Rows;
  /** Gathers some of the rows from `numbers`. It is for a device that doesn't work on the types of the inputs. */
  rowsOfNumbers(batch: Tensor): Rows;
}

/** Creates the inputs of a program for all rows. */
export function rowFeeds(objective: Objective): RowFeeds {
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
  if (model.trainableVariables.length === 0)
    throw new TrainingError(
      model.variables.length === 0
        ? "The model can't learn, because no layer has weights. Add a layer with weights, such as a dense layer."
        : "The model can't learn, because every layer is frozen. Set trainable = true on at least one.",
    );
  const isGiven = (tensor: Tensor | undefined) => tensor !== undefined;
  /** Converts arrays to numbers after `take` has taken rows of them. */
  const converted = (take: (array: Tensor) => Tensor): Rows => ({
    examples: all.map((array, i) => exampleNumbers(model, take(array), i)),
    targets: allTargets.map((array, i) => array && targetNumbers(objective, outputs[i]!, take(array))),
    weights: allWeights.map((array) => array && take(array)),
  });
  const whole = converted((array) => array);
  const inShape = ({ examples, targets, weights }: Rows, batch: Tensor): Rows => {
    const rowsOf = (rows: Tensor, { shape }: ExampleType) => reshape(rows, [batch.shape[0]!, ...shape]);
    return {
      examples: examples.map((rows, i) => rowsOf(rows, inputs[i]!)),
      targets: targets.map((rows, i) => rows && rowsOf(rows, outputs[i]!.targets as ExampleType)),
      weights,
    };
  };
  return {
    inputs: [...all, ...allTargets, ...allWeights].filter(isGiven),
    numbers: [...whole.examples, ...whole.targets, ...whole.weights].filter(isGiven),
    rows: (batch) =>
      inShape(
        converted((array) => gather(array, batch)),
        batch,
      ),
    rowsOfNumbers(batch) {
      const rowsOf = <T extends Tensor | undefined>(arrays: readonly T[]) =>
        arrays.map((array) => (array && gather(array, batch)) as T);
      const { examples, targets, weights } = whole;
      return inShape({ examples: rowsOf(examples), targets: rowsOf(targets), weights: rowsOf(weights) }, batch);
    },
  };
}

/** The tensors that a step gets. */
interface StepInputs {
  readonly rows: Rows;
  /** The state as the loop carries it. */
  readonly now: readonly Tensor[];
  readonly key: Tensor;
  /** The learning rate and the scalars of the optimizer. */
  readonly scalars: readonly Tensor[];
  readonly clipping: Clipping;
  /** If this process has a part of the batch: its start and its weights, scalars. */
  readonly part?: { readonly start: Tensor; readonly share: Tensor; readonly once: Tensor };
}

/** Computes the loss and the metrics of a batch, and the state after the step. */
export function stepOf(
  objective: Objective,
  optimizer: Optimizer,
  layout: Layout,
  { rows, now, key, scalars: [rate, ...numbers], clipping, part }: StepInputs,
): StepResult {
  const { model, outputs } = objective;
  const arrays = layout.apart(now);
  const weightTensors = new Map(model.variables.map((variable, i) => [variable, reshape(arrays[i]!, variable.shape)]));
  const batch: WholeBatch = part
    ? { mean: (x) => across(mul(x, part.share)), sum: (x) => across(mul(x, part.once)) }
    : IN_ONE_PROCESS;
  const call = callContext("training", weightTensors, key, part && { start: part.start, batch });
  const { losses, loss, measured } = judged(objective, rows, call);
  for (const [i, value] of losses.entries()) expectGradient(outputs[i]!.loss, value, arrays);
  const updated = updatedBy(optimizer, layout, { loss, now, arrays, rate: rate!, numbers, clipping, share: part?.share });
  const kept = layout.others.map((v) => reshape(call.updates.get(v) ?? arrays[layout.place(v)]!, carriedShape(v.shape)));
  // A metric is the mean of the batch, or some sums.
  const figures = [loss, ...measured].map((x) => (x.shape.length === 0 ? batch.mean(x) : batch.sum(x)));
  return { state: [...kept, ...updated], gathered: figures };
}

/** Creates a program from its inputs and results. */
const programOf = (
  { metrics }: Objective,
  layout: Layout,
  { inputs, state, figures }: Readonly<Record<"inputs" | "state" | "figures", readonly Tensor[]>>,
): GraphSpec => ({
  name: "training",
  inputs: [...inputs, ...layout.state],
  outputs: {
    ...Object.fromEntries(figures.map((tensor, i) => [figureNames(metrics)[i]!, tensor])),
    ...Object.fromEntries(layout.apart(state).map((tensor, i) => [`new/${layout.names[i]}`, tensor])),
  },
});

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

export function layoutOf(model: AnyLayer, optimizer: Optimizer): Layout {
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
  /** Share of the batch that this process has, if it has a part: a scalar. */
  readonly share: Tensor | undefined;
}

/** Returns the trainable variables after a step, and the optimizer's slots, as the loop carries them. */
function updatedBy(
  optimizer: Optimizer,
  { groups, others, place }: Layout,
  { loss, now, arrays, rate, numbers, clipping, share }: Step,
): Tensor[] {
  const clips = clipping.clipNorm !== undefined || clipping.clipValue !== undefined;
  const scale = optimizer.gradientScale === "rate" ? rate : optimizer.gradientScale;
  const lossScale = clips ? 1 : scale;
  const learning = groups.flat();
  const weights = learning.map((v) => arrays[place(v)]!);
  const factor = typeof lossScale === "number" ? constant(lossScale) : lossScale;
  const each = gradients(loss, weights, share ? mul(factor, share) : factor);
  const own = groups.map((group) => join(group.map((v) => each[learning.indexOf(v)]!)));
  const raw = share ? own.map(across) : own;
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
