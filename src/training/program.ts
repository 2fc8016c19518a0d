import type { Dtype } from "../core/ndarray.ts";
import { add, cast, constant, type GraphSpec, input, mul, type Tensor } from "../graph/index.ts";
import { type Call, callContext } from "../layers/call-context.ts";
import { type AnyLayer, numbersOf, type Tensors, type Variable } from "../layers/index.ts";
import { listed } from "../layers/layer.ts";
import { penaltyOn } from "../layers/regularizers.ts";
import { type LossChoice, takesLabels } from "./losses/choice.ts";
import { meanLoss } from "./losses/mean-loss.ts";
import type { Measured } from "./metrics/choice.ts";
import { arePixels } from "./targets.ts";

/** The kind of an array of examples: its element type, and the shape of one. */
export interface ExampleType {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

export interface Objective {
  readonly model: AnyLayer;
  readonly loss: LossChoice;
  readonly metrics: readonly Measured[];
  readonly examples: ExampleType;
  /** Undefined where the examples are their own targets. */
  readonly targets?: ExampleType;
  readonly weighted: boolean;
  /** The share of each batch with the greatest loss that training leaves out; what is measured counts all. */
  readonly trim?: number;
}

/** Pixels (uint8) as numbers from 0 to 1; other numbers as they are. */
export const asNumbers = (x: Tensor): Tensor => (x.dtype === "uint8" ? mul(cast(x, "float32"), 1 / 255) : cast(x, "float32"));

/** The output of a model that has one, also where it gives a list of one. */
export const onlyOutput = (outputs: Tensors): Tensor => listed<Tensor>(outputs)[0]!;

/** Class numbers stay as they are, pixels become numbers from 0 to 1, and other values numbers as they are. */
export function targetNumbers({ loss, examples, targets }: Objective, values: Tensor): Tensor {
  if (takesLabels(loss)) return values;
  return arePixels(examples, targets!) ? asNumbers(values) : cast(values, "float32");
}

/** The loss with what the layers add to it and the penalties of regularised kernels. */
export const withPenalties = (loss: Tensor, call: Call, variables: readonly Variable[]): Tensor =>
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
  const { model, loss, examples, targets, weighted, metrics: measures } = objective;
  const rows = input("examples", examples.dtype, ["batch", ...examples.shape]);
  const batch = rows.shape[0]!;
  const targetRows = targets && input("targets", targets.dtype, [batch, ...targets.shape]);
  const weights = weighted ? input("weights", "float32", [batch]) : undefined;
  const state = model.variables.map(({ shape }, i) => input(`state/${model.variablePaths[i]}`, "float32", shape));
  const values = new Map(model.variables.map((variable, i) => [variable, state[i]!]));
  const x = asNumbers(rows);
  const call = callContext("measuring", values);
  const outputs = onlyOutput(model.apply(x, call));
  const y = targetRows ? targetNumbers(objective, targetRows) : x;
  const total = withPenalties(meanLoss(loss, y, outputs, weights && { weights }), call, model.trainableVariables);
  return {
    name: "evaluation",
    inputs: [rows, targetRows, weights, ...state].filter((tensor) => tensor !== undefined),
    outputs: { loss: total, ...Object.fromEntries(measures.map(({ name, of }) => [name, of(y, outputs)])) },
  };
}

/** A model in use, its weights part of the graph: what it makes of examples [batch, …]. */
export function applied(model: AnyLayer, examples: Tensor): Tensor {
  const values = new Map(model.variables.map((variable, i) => [variable, constant(numbersOf(variable), model.variablePaths[i])]));
  return onlyOutput(model.apply(examples, callContext("use", values)));
}

/** The model on rows as they are stored, pixels or numbers, its weights part of the graph: standard operators only, for any ONNX Runtime. */
export function inferenceProgram(
  model: AnyLayer,
  examples: ExampleType,
  { name = "model", inputName = "examples", outputName = "outputs" } = {},
): GraphSpec {
  const rows = input(inputName, examples.dtype, ["batch", ...examples.shape]);
  return { name, inputs: [rows], outputs: { [outputName]: applied(model, asNumbers(rows)) } };
}
