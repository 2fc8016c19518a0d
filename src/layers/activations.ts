import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import {
  add,
  erf,
  exp,
  hardSigmoid,
  log,
  maximum,
  monotone,
  mul,
  relu,
  reshape,
  sigmoid,
  softmax,
  sub,
  type Tensor,
  tanh,
  thresholdedRelu,
  unary,
  withGradient,
} from "../graph/index.ts";
import { shapedResult } from "../graph/own-function.ts";

/** SELU and ELU: scale · x where x isn't below 0, else scale · alpha · (eˣ - 1). */
interface ExponentialLinear {
  readonly op: "Selu" | "Elu";
  readonly scale: number;
  readonly alpha: number;
}
/** Klambauer et al., 2017. */
const SELU: ExponentialLinear = { op: "Selu", scale: 1.0507009873554805, alpha: 1.6732632423543772 };
const ELU: ExponentialLinear = { op: "Elu", scale: 1, alpha: 1 };

/** As scale · (relu(x) - alpha · (1 - e^min(x, 0))), in two thirds of the time that the operator takes. */
function composed(x: Tensor, kind: ExponentialLinear): Tensor {
  const fall = hardSigmoid(exp(x), -1, 1);
  return sloped(sub(mul(relu(x), kind.scale), mul(fall, kind.scale * kind.alpha)), x, kind);
}

/** As the operator, which whoever opens the file of a model knows by name. */
const named = (x: Tensor, kind: ExponentialLinear): Tensor => sloped(unary(kind.op)(x), x, kind);

/** The slope is read off y: scale where it isn't below 0, else y + scale · alpha. */
function sloped(y: Tensor, x: Tensor, { scale, alpha }: ExponentialLinear): Tensor {
  const jump = scale * (1 - alpha);
  return withGradient(y, [x], (dy) => [mul(dy, sub(scale, thresholdedRelu(sub(jump, y), jump)))]);
}

/** ln(1 + eˣ), as relu(x) - ln sigmoid|x|: as stable as the operator `Softplus`, a third of its time. */
export function softplus(x: Tensor): Tensor {
  const value = sub(relu(x), log(sigmoid(maximum(x, mul(x, -1)))));
  return withGradient(value, [x], (dy) => [mul(dy, sigmoid(x))]);
}

/** What a layer can put behind its sums, by Keras's names in camelCase. Each keeps the shape; softmax works along the last axis. */
export const activations = {
  linear: (x) => x,
  relu,
  /** Slope 0.2 below zero and at it, Keras's default for the activation of this name. */
  leakyRelu: (x) => maximum(mul(x, 0.2), x),
  elu: (x) => composed(x, ELU),
  selu: (x) => composed(x, SELU),
  /** x · Φ(x), exact (Hendrycks & Gimpel, 2016). */
  gelu: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  sigmoid,
  tanh,
  softplus,
  softmax,
  /** x · sigmoid(x) (Ramachandran et al., 2017). */
  swish: (x) => mul(x, sigmoid(x)),
} as const satisfies Record<string, (x: Tensor) => Tensor>;

export type ActivationName = keyof typeof activations;

/** Those that never fall: the largest of some values is the same before and after. */
const rising: ReadonlySet<ActivationName> = new Set([
  "linear",
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "sigmoid",
  "tanh",
  "softplus",
]);

/** What a model in use has in their place. */
const inUse: Partial<Record<ActivationName, (x: Tensor) => Tensor>> = { elu: (x) => named(x, ELU), selu: (x) => named(x, SELU) };

/** An activation by its name, or a function of a tensor that keeps its shape: `(x) => mul(x, sigmoid(x))`. */
export type ActivationChoice = ActivationName | ((x: Tensor) => Tensor);

/** @throws OptionError where this is no activation: an unknown name (with the nearest one), or neither a name nor a function. */
export function expectActivation(choice: ActivationChoice): void {
  if (typeof choice === "string") lookUp("activation", choice, activations);
  else if (typeof choice !== "function")
    throw new OptionError(
      `activation is the name of one, or a function (x) => tensor, but this is ${choice === null ? "null" : typeof choice}.`,
    );
}

/** An activation of x. A map of one channel is taken as rows: along a last axis of 1 operators took forty times as long. */
export function activate(name: ActivationChoice, x: Tensor, training: boolean): Tensor {
  if (typeof name === "function") return shapedResult(`The activation ${name.name || "function"}`, () => name(x), x);
  if (name === "linear") return x;
  const f = (!training && inUse[name]) || activations[name];
  if (name !== "softmax" && x.shape.length > 2 && x.shape.at(-1) === 1)
    return reshape(f(reshape(x, x.shape.slice(0, -1))), x.shape);
  return rising.has(name) ? monotone(x, f) : f(x);
}
