import type { Dtype } from "../core/ndarray.ts";
import {
  add,
  cast,
  concat,
  constant,
  type GraphSpec,
  input,
  inputsOfRows,
  mul,
  reduceSum,
  reshape,
  type Tensor,
} from "../graph/index.ts";
import { type Call, callContext } from "../layers/call-context.ts";
import { type AnyLayer, type Layer, type Mask, numbersOf, type Tensors, type Variable } from "../layers/index.ts";
import { penaltyOn } from "../layers/regularizers.ts";
import { listed } from "../layers/symbolic.ts";
import { type LossChoice, takesLabels } from "./losses/choice.ts";
import { meanBehind, meanLoss } from "./losses/mean-loss.ts";
import type { Measured } from "./metrics/choice.ts";
import type { Metric } from "./metrics/metric.ts";
import { arePixels } from "./targets.ts";

/** The kind of an array of examples: its element type, and the shape of one. */
export interface ExampleType {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** What one output of a model is judged by. */
export interface OutputObjective {
  readonly loss: LossChoice;
  /** What its loss counts in the sum of all. */
  readonly weight: number;
  /** The kind of its targets; or the place of the input that is its own target. */
  readonly targets: ExampleType | number;
  /** Whether examples have weights of their own for it. */
  readonly weighted: boolean;
}

export interface Objective {
  readonly model: AnyLayer;
  /** The kind of each input's examples. */
  readonly inputs: readonly ExampleType[];
  readonly outputs: readonly OutputObjective[];
  readonly metrics: readonly Measured[];
  /** The share of each batch with the greatest loss that training leaves out; what is measured counts all. */
  readonly trim?: number;
}

/** What the arrays of examples, targets and weights are called in a program's feeds: "examples" of a model with one input, else "examples/0", … */
export const feedName = (what: "examples" | "targets" | "weights", place: number, count: number): string =>
  count === 1 ? what : `${what}/${place}`;

/** Pixels (uint8) as numbers from 0 to 1; other numbers as they are. */
export const asNumbers = (x: Tensor): Tensor => (x.dtype === "uint8" ? mul(cast(x, "float32"), 1 / 255) : cast(x, "float32"));

/** Rows of an input as numbers: indices, of an embedding, as they are, and others as `asNumbers`. @param place of the input. */
export const exampleNumbers = (model: AnyLayer, x: Tensor, place = 0): Tensor =>
  model.indicesBelow(place) === undefined ? asNumbers(x) : cast(x, "float32");

/** Some rows in a graph, for each input and output, as numbers. */
export interface Rows {
  readonly examples: readonly Tensor[];
  /** Undefined of an output whose targets are an input's examples. */
  readonly targets: readonly (Tensor | undefined)[];
  readonly weights: readonly (Tensor | undefined)[];
}

/** Tensors for a model's call: one alone, or a list of several. */
export const asGiven = (tensors: readonly Tensor[]): Tensors => (tensors.length === 1 ? tensors[0]! : tensors);

/** What a model makes of some rows, judged: the loss of each output, their sum, and each figure that is measured. */
export function judged(objective: Objective, rows: Rows, call: Call) {
  const { model, outputs, metrics, trim = 0 } = objective;
  const { examples } = rows;
  const predicted = listed<Tensor>(model.apply(asGiven(examples), call));
  const targets = outputs.map((output, i) => (typeof output.targets === "number" ? examples[output.targets]! : rows.targets[i]!));
  const masks = predicted.map((output) => call.maskOf(output));
  const losses = outputs.map(({ loss }, i) => {
    const [weights, mask] = [rows.weights[i], masks[i]];
    const counting = { trim: call.training ? trim : 0, ...(weights && { weights }), ...(mask && { mask }) };
    return meanLoss(loss, targets[i]!, predicted[i]!, counting);
  });
  const sum = losses.map((loss, i) => mul(loss, outputs[i]!.weight)).reduce((total, loss) => add(total, loss));
  const measured = metrics.map(({ of, output = 0, isLoss }) =>
    isLoss ? losses[output]! : measuredOn(of, targets[output]!, predicted[output]!, masks[output]),
  );
  return { losses, loss: withPenalties(sum, call, model.trainableVariables), measured };
}

/** A metric; where a mask skips steps, a mean is given as the sum over the steps that count and their number, [2]. Others count every step, as in Keras. */
function measuredOn(of: Metric, y: Tensor, p: Tensor, mask: Mask): Tensor {
  if (!mask || !of.values) return of(y, p);
  const steps = meanBehind(of.values(y, p), mask.shape.length);
  if (steps.shape.length < mask.shape.length) return of(y, p);
  return concat(
    [mul(steps, mask), mask].map((x) => reshape(reduceSum(x), [1])),
    0,
  );
}

/** Class numbers stay as they are, pixels become numbers from 0 to 1, and other values numbers as they are. */
export function targetNumbers({ inputs }: Objective, { loss, targets }: OutputObjective, values: Tensor): Tensor {
  if (takesLabels(loss)) return values;
  return inputs.some((examples) => arePixels(examples, targets as ExampleType)) ? asNumbers(values) : cast(values, "float32");
}

/** The loss with what the layers add to it and the penalties of regularised kernels. */
const withPenalties = (loss: Tensor, call: Call, variables: readonly Variable[]): Tensor =>
  [...call.penalties, ...variables.flatMap((variable) => penalties(variable, call.weight(variable)))].reduce<Tensor>(
    (sum, part) => add(sum, part),
    loss,
  );

/** That of a variable that has a regulariser, or none. */
const penalties = ({ regularizer }: Variable, weight: Tensor): Tensor[] =>
  [regularizer === undefined ? undefined : penaltyOn(weight, regularizer)].filter((penalty) => penalty !== undefined);

/**
 * What `evaluate` runs on some rows at a time: fed with `examples`, `targets`, `weights` and `state/…` (the variables); gives the mean `loss` of
 * those rows (penalties included) and of each metric its mean, or its sums [size].
 */
export function evaluationProgram(objective: Objective): GraphSpec {
  const { model, inputs, outputs, metrics } = objective;
  const examples = inputsOfRows(inputs.map((kind, i) => ({ name: feedName("examples", i, inputs.length), ...kind })));
  const batch = examples[0]!.shape[0]!;
  const targets = outputs.map(({ targets: kind }, i) =>
    typeof kind === "number" ? undefined : input(feedName("targets", i, outputs.length), kind.dtype, [batch, ...kind.shape]),
  );
  const weights = outputs.map(({ weighted }, i) =>
    weighted ? input(feedName("weights", i, outputs.length), "float32", [batch]) : undefined,
  );
  const paths = model.variablePaths;
  const state = model.variables.map(({ shape }, i) => input(`state/${paths[i]}`, "float32", shape));
  const weightsByVariable = new Map(model.variables.map((variable, i) => [variable, state[i]!]));
  const rows = {
    examples: examples.map((x, i) => exampleNumbers(model, x, i)),
    targets: targets.map((values, i) => values && targetNumbers(objective, outputs[i]!, values)),
    weights,
  };
  const { loss, measured } = judged(objective, rows, callContext("measuring", weightsByVariable));
  return {
    name: "evaluation",
    inputs: [...examples, ...targets, ...weights, ...state].filter((tensor) => tensor !== undefined),
    outputs: { loss, ...Object.fromEntries(metrics.map(({ name, figure = name }, i) => [figure, measured[i]!])) },
  };
}

/** A model in use, its weights part of the graph: what it makes of examples [batch, …]. */
export function applied<In extends Tensors, Out extends Tensors>(model: Layer<In, Out>, examples: In): Out {
  const paths = model.variablePaths;
  const values = new Map(model.variables.map((variable, i) => [variable, constant(numbersOf(variable), paths[i])]));
  return model.apply(examples, callContext("use", values));
}

/** The model on rows as they are stored, pixels or numbers, its weights part of the graph: standard operators only, for any ONNX Runtime. */
export function inferenceProgram(
  model: AnyLayer,
  examples: ExampleType,
  { name = "model", inputName = "examples", outputName = "outputs" } = {},
): GraphSpec {
  return inferenceOf(model, [examples], { name, inputNames: [inputName], outputNames: [outputName] });
}

/** The same of a model with any number of inputs and outputs, called by some names. */
export function inferenceOf(
  model: AnyLayer,
  examples: readonly ExampleType[],
  { name = "model", inputNames, outputNames }: { name?: string; inputNames: readonly string[]; outputNames: readonly string[] },
): GraphSpec {
  const inputs = inputsOfRows(examples.map((kind, i) => ({ name: inputNames[i]!, ...kind })));
  const outputs = listed<Tensor>(applied(model, asGiven(inputs.map((x, i) => exampleNumbers(model, x, i)))));
  return { name, inputs, outputs: Object.fromEntries(outputNames.map((output, i) => [output, outputs[i]!])) };
}
