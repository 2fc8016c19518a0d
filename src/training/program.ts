import { TrainingError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import {
  abs,
  add,
  cast,
  constant,
  constantOf,
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
  sizeOfDim,
  sqrt,
  square,
  type Tensor,
} from "../graph/index.ts";
import { type CallContext, graphRandom, type Layer, numbersOf, type Variable } from "../layers/index.ts";
import { type LossChoice, takesLabels } from "./losses/choice.ts";
import { meanLoss } from "./losses/mean-loss.ts";
import { type MetricName, metricNamed } from "./metrics/choice.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { arePixels } from "./targets.ts";
import { join, separate, updatedTogether } from "./together.ts";

/** The kind of an array of examples: its element type, and the shape of one. */
export interface ExampleType {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

export interface Objective {
  readonly model: Layer;
  readonly loss: LossChoice;
  readonly metrics: readonly MetricName[];
  readonly examples: ExampleType;
  /** Undefined where the examples are their own targets. */
  readonly targets?: ExampleType;
  readonly weighted: boolean;
  /** The share of each batch with the greatest loss that training leaves out; what is measured counts all. */
  readonly trim?: number;
}

/** Pixels (uint8) as numbers from 0 to 1; other numbers as they are. */
export const asNumbers = (x: Tensor): Tensor => (x.dtype === "uint8" ? mul(cast(x, "float32"), 1 / 255) : cast(x, "float32"));

/** [n, …] as [n, elements], on the same memory: how the training program is fed, so that no step reshapes what it gathered. */
export const asRows = (array: NdArray): NdArray =>
  ndarray(array.dtype, [array.shape[0]!, sizeOf(array.shape.slice(1))], array.data);

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
 * @param weights each variable's values.
 * @param stepKey uint32 scalar that random numbers depend on; the same draws at every call where it is left out.
 */
export function callContext(
  purpose: Purpose,
  weights: ReadonlyMap<Variable, Tensor>,
  stepKey: Tensor = constantOf("uint32", [], [0]),
): Call {
  const [penalties, updates]: [Tensor[], Map<Variable, Tensor>] = [[], new Map()];
  return {
    training: purpose === "training",
    sampling: purpose !== "use",
    random: graphRandom(stepKey),
    weight: (variable) => weights.get(variable)!,
    update: (variable, value) => updates.set(variable, value),
    addLoss: (penalty) => penalties.push(penalty),
    penalties,
    updates,
  };
}

/** What each step is given beside its batch: the learning rate, and the optimizer's own numbers. */
export const scalarNames = (optimizer: Optimizer): string[] => ["rate", ...optimizer.scalars(1, 1).map((_, i) => `scalar_${i}`)];

/** The shape in which training carries a variable: a vector as a row [1, n], as its gradient comes and its sum takes it, without a copy. */
export const carriedShape = (shape: readonly number[]): readonly number[] => (shape.length === 1 ? [1, ...shape] : shape);

/** One name for each array that training carries from step to step: each variable's path, then the optimizer's slots of those that learn. */
export function stateNames(model: Layer, optimizer: Optimizer): string[] {
  const learning = new Set(model.trainableVariables);
  const paths = model.variablePaths.filter((_, i) => learning.has(model.variables[i]!));
  return [
    ...model.variablePaths,
    ...paths.flatMap((path) => Array.from({ length: optimizer.slotCount }, (_, i) => `${path}/${optimizer.kind}_${i}`)),
  ];
}

/**
 * The training program: an ONNX `Loop` over steps, each of which gathers a batch, runs the model forward, takes the loss, goes back and updates.
 * Fed with `examples`, `targets` (as rows), `weights` (all of them, once), `batches` (int32 [steps, batch]: which examples), `keys` (uint32 [steps]),
 * `rate` and the optimizer's `scalar_…` (float32 [steps]), and `state/…`, vectors as rows; gives `loss` and each metric by step, and the new `state/…`.
 */
export function trainingProgram(objective: Objective, optimizer: Optimizer, clipNorm?: number): GraphSpec {
  const { model, loss, examples, targets, weighted, trim = 0 } = objective;
  const all = input("examples", examples.dtype, ["examples", sizeOf(examples.shape)]);
  const allTargets = targets && input("targets", targets.dtype, ["examples", sizeOf(targets.shape)]);
  const allWeights = weighted ? input("weights", "float32", ["examples"]) : undefined;
  const batches = input("batches", "int32", ["steps", "batch"]);
  const keys = input("keys", "uint32", ["steps"]);
  const steps = batches.shape[0]!;
  const scalars = scalarNames(optimizer).map((name) => input(name, "float32", [steps]));
  const learning = model.trainableVariables;
  if (learning.length === 0)
    throw new TrainingError("Nothing can learn: every layer of the model is frozen. Set trainable = true on one.");
  const names = stateNames(model, optimizer);
  const slotsOf = (v: Variable) => Array.from({ length: optimizer.slotCount }, () => v);
  const state = [...model.variables, ...learning.flatMap(slotsOf)].map(({ shape }, i) =>
    input(`state/${names[i]}`, "float32", carriedShape(shape)),
  );
  /** Where an array stands among these: a variable's, or its slot of a number. */
  const place = (v: Variable, slot?: number): number =>
    slot === undefined ? model.variables.indexOf(v) : model.variables.length + learning.indexOf(v) * optimizer.slotCount + slot;
  const others = model.variables.filter((v) => !learning.includes(v));
  const groups = updatedTogether(learning, optimizer);
  /** What the loop carries: which of the arrays, joined. */
  const slots = Array.from({ length: optimizer.slotCount }, (_, slot) => slot);
  const carried = [
    ...others.map((v) => [place(v)]),
    ...groups.flatMap((group) => [undefined, ...slots].map((slot) => group.map((v) => place(v, slot)))),
  ];
  const apart = (joined: readonly Tensor[]): Tensor[] => {
    const arrays: Tensor[] = [];
    carried.forEach((places, i) => {
      const shapes = places.map((at) => state[at]!.shape);
      separate(joined[i]!, shapes).forEach((array, part) => {
        arrays[places[part]!] = array;
      });
    });
    return arrays;
  };

  const { state: finalState, gathered } = loop({
    count: reshape(sizeOfDim(steps), []),
    steps,
    state: carried.map((places) => join(places.map((at) => state[at]!))),
    step(index, now) {
      const batch = gather(batches, index);
      const [rate, ...numbers] = scalars.map((values) => gather(values, index));
      const rowsOf = (rows: Tensor, { shape }: ExampleType) => reshape(rows, [batch.shape[0]!, ...shape]);
      const x = rowsOf(asNumbers(gather(all, batch)), examples);
      const arrays = apart(now);
      const weightTensors = new Map(model.variables.map((variable, i) => [variable, reshape(arrays[i]!, variable.shape)]));
      const call = callContext("training", weightTensors, gather(keys, index));
      const outputs = model.call(x, call);
      const y = targets ? rowsOf(targetNumbers(objective, gather(allTargets!, batch)), targets) : x;
      const weights = allWeights && gather(allWeights, batch);
      const batchLoss = meanLoss(loss, y, outputs, { trim, ...(weights && { weights }) });
      const total = withPenalties(batchLoss, call, learning);

      const scale = optimizer.gradientScale === "rate" ? rate! : optimizer.gradientScale;
      const lossScale = clipNorm === undefined ? scale : 1;
      const wanted = learning.map((v) => arrays[place(v)]!);
      const each = gradients(total, wanted, typeof lossScale === "number" ? constant(lossScale) : lossScale);
      const raw = groups.map((group) => join(group.map((v) => each[learning.indexOf(v)]!)));
      const clipped = clipNorm === undefined ? raw : clipGlobalNorm(raw, clipNorm);
      const updated = clipped.flatMap((gradient, i) => {
        const at = others.length + i * (1 + optimizer.slotCount);
        const [weight, ...slots] = now.slice(at, at + 1 + optimizer.slotCount);
        const scaled = clipNorm === undefined ? gradient : mul(gradient, scale);
        const update = optimizer.update(weight!, scaled, slots, numbers);
        return [update.weight, ...update.slots];
      });
      const kept = others.map((v) => reshape(call.updates.get(v) ?? arrays[place(v)]!, carriedShape(v.shape)));
      return {
        state: [...kept, ...updated],
        gathered: [total, ...objective.metrics.map((name) => metricNamed(name)(y, outputs))],
      };
    },
  });

  const stateOutputs = apart(finalState).map((tensor, i) => [`new/${names[i]}`, tensor] as const);
  const measured = gathered.map((tensor, i) => [i === 0 ? "loss" : objective.metrics[i - 1]!, tensor] as const);
  const inputs = [all, allTargets, allWeights, batches, keys, ...scalars, ...state].filter((x) => x !== undefined);
  return { name: "training", inputs, outputs: Object.fromEntries([...measured, ...stateOutputs]) };
}

/** Class numbers stay as they are, pixels become numbers from 0 to 1, and other values numbers as they are. */
function targetNumbers({ loss, examples, targets }: Objective, values: Tensor): Tensor {
  if (takesLabels(loss)) return values;
  return arePixels(examples, targets!) ? asNumbers(values) : cast(values, "float32");
}

/** The loss with what the layers add to it and the penalties of regularised kernels. */
const withPenalties = (loss: Tensor, call: Call, variables: readonly Variable[]): Tensor =>
  [...call.penalties, ...variables.map((variable) => penalty(variable, call.weight(variable)))].reduce<Tensor>(
    (sum, part) => add(sum, part),
    loss,
  );

/** l1 · Σ|w| + l2 · Σw² of a variable that has a regulariser, else 0. */
function penalty({ regularizer }: Variable, weight: Tensor): Tensor | number {
  if (!regularizer) return 0;
  const { l1 = 0, l2 = 0 } = regularizer;
  const parts = [l1 > 0 ? mul(reduceSum(abs(weight)), l1) : 0, l2 > 0 ? mul(reduceSum(square(weight)), l2) : 0];
  return parts.reduce<Tensor | number>((sum, part) => (typeof sum === "number" ? part : add(sum, part)), 0);
}

/** Scales all gradients down together where their joint length is beyond a limit. */
function clipGlobalNorm(raw: readonly Tensor[], limit: number): Tensor[] {
  const norm = sqrt(raw.map((g) => reduceSum(square(g))).reduce((sum, part) => add(sum, part)));
  const scale = minimum(div(limit, norm), 1);
  return raw.map((gradient) => mul(gradient, scale));
}

/**
 * What `evaluate` runs on some rows at a time: fed with `examples`, `targets`, `weights` and `state/…` (the variables); gives the mean `loss` of
 * those rows (penalties included) and each metric.
 */
export function evaluationProgram(objective: Objective): GraphSpec {
  const { model, loss, examples, targets, weighted, metrics: measures } = objective;
  const rows = input("examples", examples.dtype, ["batch", ...examples.shape]);
  const batch = rows.shape[0]!;
  const targetRows = targets && input("targets", targets.dtype, [batch, ...targets.shape]);
  const weights = weighted ? input("weights", "float32", [batch]) : undefined;
  const state = model.variables.map(({ shape }, i) => input(`state/${model.variablePaths[i]}`, "float32", shape));
  const values = new Map(model.variables.map((variable, i) => [variable, state[i]!]));
  const x = asNumbers(rows);
  const call = callContext("measuring", values);
  const outputs = model.call(x, call);
  const y = targetRows ? targetNumbers(objective, targetRows) : x;
  const total = withPenalties(meanLoss(loss, y, outputs, weights && { weights }), call, model.trainableVariables);
  return {
    name: "evaluation",
    inputs: [rows, targetRows, weights, ...state].filter((tensor) => tensor !== undefined),
    outputs: { loss: total, ...Object.fromEntries(measures.map((name) => [name, metricNamed(name)(y, outputs)])) },
  };
}

/** A model in use, its weights part of the graph: what it makes of examples [batch, …]. */
export function applied(model: Layer, examples: Tensor): Tensor {
  const values = new Map(model.variables.map((variable, i) => [variable, constant(numbersOf(variable), model.variablePaths[i])]));
  return model.call(examples, callContext("use", values));
}

/** The model on rows as they are stored, pixels or numbers, its weights part of the graph: standard operators only, for any ONNX Runtime. */
export function inferenceProgram(
  model: Layer,
  examples: ExampleType,
  { name = "model", inputName = "examples", outputName = "outputs" } = {},
): GraphSpec {
  const rows = input(inputName, examples.dtype, ["batch", ...examples.shape]);
  return { name, inputs: [rows], outputs: { [outputName]: applied(model, asNumbers(rows)) } };
}
