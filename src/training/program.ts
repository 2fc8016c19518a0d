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

/** The type of an array of examples: its element type, and the shape of one example. */
export interface ExampleType {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

/** The loss of one output of a model, with the type of its targets. */
export interface OutputObjective {
  readonly loss: LossChoice;
  /** Weight of this loss in the total loss. */
  readonly weight: number;
  /** Type of the targets, or the index of the input that is its own target. */
  readonly targets: ExampleType | number;
  /** Whether examples have weights for this output. */
  readonly weighted: boolean;
}

/** Description of a training or evaluation program: the model, its losses and its metrics. */
export interface Objective {
  readonly model: AnyLayer;
  /** Type of each input's examples. */
  readonly inputs: readonly ExampleType[];
  readonly outputs: readonly OutputObjective[];
  readonly metrics: readonly Measured[];
  /** Share of each batch that training leaves out: the examples with the greatest losses. Evaluation uses all examples. */
  readonly trim?: number;
}

/** Returns the name of an array in a program's feeds: "examples" if a model has one input, otherwise "examples/0" and so on. */
export const feedName = (what: "examples" | "targets" | "weights", place: number, count: number): string =>
  count === 1 ? what : `${what}/${place}`;

/** Converts pixels (uint8) to numbers from 0 to 1, and leaves other numbers as they are. */
export const asNumbers = (x: Tensor): Tensor => (x.dtype === "uint8" ? mul(cast(x, "float32"), 1 / 255) : cast(x, "float32"));

/**
 * Converts rows of an input to numbers. Indices for an embedding stay as they are; others as in `asNumbers`. @param place index
 * of the input.
 */
export const exampleNumbers = (model: AnyLayer, x: Tensor, place = 0): Tensor =>
  model.indicesBelow(place) === undefined ? asNumbers(x) : cast(x, "float32");

/** Rows in a graph as numbers, for each input and output. */
export interface Rows {
  readonly examples: readonly Tensor[];
  /** Undefined for an output whose targets are an input's examples. */
  readonly targets: readonly (Tensor | undefined)[];
  readonly weights: readonly (Tensor | undefined)[];
}

/** Returns tensors in the form of a model's call: a single tensor, or a list of several. */
export const asGiven = (tensors: readonly Tensor[]): Tensors => (tensors.length === 1 ? tensors[0]! : tensors);

/** Applies a model to some rows and computes the loss of each output, the total loss, and each metric. */
export function judged(objective: Objective, rows: Rows, call: Call) {
  const { model, outputs, metrics, trim = 0 } = objective;
  const { examples } = rows;
  const predicted = listed<Tensor>(model.apply(asGiven(examples), call));
  const targets = outputs.map((output, i) => (typeof output.targets === "number" ? examples[output.targets]! : rows.targets[i]!));
  const masks = predicted.map((output) => call.maskOf(output));
  const losses = outputs.map(({ loss }, i) => {
    const [weights, mask] = [rows.weights[i], masks[i]];
    const counting = { trim: call.training ? trim : 0, batch: call.batch, ...(weights && { weights }), ...(mask && { mask }) };
    return meanLoss(loss, targets[i]!, predicted[i]!, counting);
  });
  const sum = losses.map((loss, i) => mul(loss, outputs[i]!.weight)).reduce((total, loss) => add(total, loss));
  const measured = metrics.map(({ of, output = 0, isLoss }) =>
    isLoss ? losses[output]! : measuredOn(of, targets[output]!, predicted[output]!, masks[output]),
  );
  return { losses, loss: withPenalties(sum, call, model.trainableVariables), measured };
}

/**
 * Computes a metric. If a mask skips steps, a mean becomes [sum over the steps that count, their number]. Other metrics count
 * every step, as in Keras.
 */
function measuredOn(of: Metric, y: Tensor, p: Tensor, mask: Mask): Tensor {
  if (!mask || !of.values) return of(y, p);
  const steps = meanBehind(of.values(y, p), mask.shape.length);
  if (steps.shape.length < mask.shape.length) return of(y, p);
  return concat(
    [mul(steps, mask), mask].map((x) => reshape(reduceSum(x), [1])),
    0,
  );
}

/**
 * Converts targets to numbers: class numbers stay as they are, pixels become numbers from 0 to 1, and other values stay as they
 * are.
 */
export function targetNumbers({ inputs }: Objective, { loss, targets }: OutputObjective, values: Tensor): Tensor {
  if (takesLabels(loss)) return values;
  return inputs.some((examples) => arePixels(examples, targets as ExampleType)) ? asNumbers(values) : cast(values, "float32");
}

/** Adds the penalties of the layers and of regularised weights to the loss. */
const withPenalties = (loss: Tensor, call: Call, variables: readonly Variable[]): Tensor =>
  [...call.penalties, ...variables.flatMap((variable) => penalties(variable, call.weight(variable)))].reduce<Tensor>(
    (sum, part) => add(sum, part),
    loss,
  );

/** Returns the penalty of a variable that has a regulariser, as a list. */
const penalties = ({ regularizer }: Variable, weight: Tensor): Tensor[] =>
  [regularizer === undefined ? undefined : penaltyOn(weight, regularizer)].filter((penalty) => penalty !== undefined);

/**
 * Creates the program that `evaluate` runs. Its feeds are `examples`, `targets`, `weights` and `state/…` (the variables). It
 * returns the mean `loss` of the rows (including penalties), and for each metric its mean, or its sums [size].
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

/** Applies a model outside of training to examples [batch, …]. The weights become constants of the graph. */
export function applied<In extends Tensors, Out extends Tensors>(model: Layer<In, Out>, examples: In): Out {
  const paths = model.variablePaths;
  const values = new Map(model.variables.map((variable, i) => [variable, constant(numbersOf(variable), paths[i])]));
  return model.apply(examples, callContext("use", values));
}

/**
 * Creates a program that applies the model to rows as they are stored (pixels or numbers). Its weights are constants, and it has
 * standard operators only, so that any ONNX Runtime can run it.
 */
export function inferenceProgram(
  model: AnyLayer,
  examples: ExampleType,
  { name = "model", inputName = "examples", outputName = "outputs" } = {},
): GraphSpec {
  return inferenceOf(model, [examples], { name, inputNames: [inputName], outputNames: [outputName] });
}

/** Creates the same program for a model with any number of inputs and outputs, with the given names. */
export function inferenceOf(
  model: AnyLayer,
  examples: readonly ExampleType[],
  { name = "model", inputNames, outputNames }: { name?: string; inputNames: readonly string[]; outputNames: readonly string[] },
): GraphSpec {
  const inputs = inputsOfRows(examples.map((kind, i) => ({ name: inputNames[i]!, ...kind })));
  const outputs = listed<Tensor>(applied(model, asGiven(inputs.map((x, i) => exampleNumbers(model, x, i)))));
  return { name, inputs, outputs: Object.fromEntries(outputNames.map((output, i) => [output, outputs[i]!])) };
}
