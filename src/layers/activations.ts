import {
  add,
  clip,
  erf,
  exp,
  log,
  maximum,
  monotone,
  mul,
  positive,
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

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** relu(x) + alpha · (e^min(x, 0) - 1), times a scale. The gradient reuses the exponential: scale · alpha · e^min(x, 0), and scale where x > 0. */
function exponentialLinear(x: Tensor, scale: number, alpha: number): Tensor {
  const decay = mul(exp(clip(x, undefined, 0)), scale * alpha);
  const value = sub(add(mul(relu(x), scale), decay), scale * alpha);
  const slope = () => (alpha === 1 ? decay : add(decay, mul(positive(x), scale - scale * alpha)));
  return withGradient(value, [x], (dy) => [mul(dy, slope())]);
}

const SeluOperator = unary("Selu");

/** SELU as the one operator, and its gradient from its output: for some hundred units the count of operators is what takes the time. */
function seluOfFew(x: Tensor): Tensor {
  const y = SeluOperator(x);
  // Scale where y isn't below 0, else y + scale · alpha: what `Where` takes three passes for.
  const jump = SELU_SCALE * (1 - SELU_ALPHA);
  return withGradient(y, [x], (dy) => [mul(dy, sub(SELU_SCALE, thresholdedRelu(sub(jump, y), jump)))]);
}

/** Whether an example has so few elements that an operator's start costs more than its work. */
const isSmall = (x: Tensor): boolean =>
  x.shape.slice(1).reduce<number>((size, dim) => size * (typeof dim === "number" ? dim : 1), 1) <= 1024;

/** ln(1 + eˣ), as relu(x) - ln sigmoid|x|: as stable as the operator `Softplus`, a third of its time. */
export function softplus(x: Tensor): Tensor {
  const value = sub(relu(x), log(sigmoid(maximum(x, mul(x, -1)))));
  return withGradient(value, [x], (dy) => [mul(dy, sigmoid(x))]);
}

/** What a layer can put behind its sums, by Keras's names in camelCase. Each keeps the shape; softmax works along the last axis. */
export const activations = {
  linear: (x) => x,
  relu,
  /** Slope 0.2 below zero, Keras's default for the activation of this name. */
  leakyRelu: (x) => maximum(x, mul(x, 0.2)),
  elu: (x) => exponentialLinear(x, 1, 1),
  /** Klambauer et al., 2017. */
  selu: (x) => (isSmall(x) ? seluOfFew(x) : exponentialLinear(x, SELU_SCALE, SELU_ALPHA)),
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

/** An activation by name. A map of one channel is taken as rows: along a last axis of 1 operators took forty times as long. */
export function activate(name: ActivationName, x: Tensor): Tensor {
  if (name === "linear") return x;
  const f = activations[name];
  if (name !== "softmax" && x.shape.length > 2 && x.shape.at(-1) === 1)
    return reshape(f(reshape(x, x.shape.slice(0, -1))), x.shape);
  return rising.has(name) ? monotone(x, f) : f(x);
}
