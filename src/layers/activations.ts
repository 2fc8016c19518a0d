import { OptionError, ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import {
  abs,
  add,
  clip,
  div,
  erf,
  exp,
  greater,
  hardSigmoid,
  log,
  logSoftmax,
  maximum,
  minimum,
  monotone,
  mul,
  neg,
  relu,
  reshape,
  showShape,
  sigmoid,
  slice,
  softmax,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
  thresholdedRelu,
  unary,
  where,
  withGradient,
} from "../graph/index.ts";
import { nameOf, shapedResult } from "../graph/own-function.ts";
import { onEach } from "./windows.ts";

/** Parameters of SELU and ELU: scale · x if x ≥ 0, otherwise scale · alpha · (eˣ - 1). */
interface ExponentialLinear {
  readonly op: "Selu" | "Elu";
  readonly scale: number;
  readonly alpha: number;
}
/** Values from Klambauer et al., 2017. */
const SELU: ExponentialLinear = { op: "Selu", scale: 1.0507009873554805, alpha: 1.6732632423543772 };
const ELU: ExponentialLinear = { op: "Elu", scale: 1, alpha: 1 };

/** Computes scale · (relu(x) - alpha · (1 - e^min(x, 0))), in two thirds of the time of the ONNX operator. */
function composed(x: Tensor, kind: ExponentialLinear): Tensor {
  const fall = hardSigmoid(exp(x), -1, 1);
  return sloped(sub(mul(relu(x), kind.scale), mul(fall, kind.scale * kind.alpha)), x, kind);
}

/** Computes ELU with any alpha: x if x ≥ 0, otherwise alpha · (eˣ - 1). */
export const exponentialLinear = (x: Tensor, alpha: number, training: boolean): Tensor => {
  const kind: ExponentialLinear = { op: "Elu", scale: 1, alpha };
  return training || alpha !== 1 ? composed(x, kind) : named(x, kind);
};

/** Uses the ONNX operator, so that a reader of the model file recognises it by name. */
const named = (x: Tensor, kind: ExponentialLinear): Tensor => sloped(unary(kind.op)(x), x, kind);

/** Sets the gradient, computed from y: scale if y ≥ 0, otherwise y + scale · alpha. */
function sloped(y: Tensor, x: Tensor, { scale, alpha }: ExponentialLinear): Tensor {
  const jump = scale * (1 - alpha);
  return withGradient(y, [x], (dy) => [mul(dy, sub(scale, thresholdedRelu(sub(jump, y), jump)))]);
}

/**
 * Computes ln(1 + eˣ) as relu(x) - ln sigmoid|x|. That is as stable as the ONNX operator `Softplus` and takes a third of its
 * time.
 */
export function softplus(x: Tensor): Tensor {
  const value = sub(relu(x), log(sigmoid(maximum(x, mul(x, -1)))));
  return withGradient(value, [x], (dy) => [mul(dy, sigmoid(x))]);
}

const SHRINK = 0.5;

function gated(x: Tensor): Tensor {
  const [axis, features] = [x.shape.length - 1, x.shape.at(-1)];
  if (typeof features !== "number" || features % 2 !== 0)
    throw new ShapeError(
      `has the activation "glu", which needs an even number of features, but gets ${showShape(x.shape)}. Give the layer before it twice as many units.`,
    );
  return mul(slice(x, axis, 0, features / 2), sigmoid(slice(x, axis, features / 2, features)));
}

/**
 * The activation functions, by Keras's names in camelCase. All except `glu` return the same shape; `softmax`, `logSoftmax`
 * and `glu` work along the last axis.
 * @example
 * const y = activations.swish(x);
 */
export const activations = {
  linear: (x) => x,
  relu,
  /** Slope 0.2 for x ≤ 0, Keras's default for the activation of this name. */
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
  /** ELU with slope 1 at zero for any alpha (Barron, 2017). With Keras's default, alpha 1, it equals ELU. */
  celu: (x) => composed(x, ELU),
  /** eˣ. */
  exponential: exp,
  /**
   * The first half of the last axis times the sigmoid of the second half (Dauphin et al., 2017). The result has half as many
   * features.
   */
  glu: gated,
  /** x if |x| > 0.5, otherwise 0. */
  hardShrink: (x) => where(greater(abs(x), SHRINK), x, 0),
  /** x / 6 + 0.5, limited to the range from 0 to 1. */
  hardSigmoid: (x) => hardSigmoid(x, 1 / 6, 0.5),
  /** x · hardSigmoid(x) (Howard et al., 2019). */
  hardSwish: (x) => mul(x, hardSigmoid(x, 1 / 6, 0.5)),
  /** x, limited to the range from -1 to 1. */
  hardTanh: (x) => clip(x, -1, 1),
  /** ln sigmoid(x), stable far from zero. */
  logSigmoid: (x) => neg(softplus(neg(x))),
  logSoftmax,
  /** x · tanh(softplus(x)) (Misra, 2019). */
  mish: (x) => mul(x, tanh(softplus(x))),
  /** x, limited to the range from 0 to 6. */
  relu6: (x) => minimum(relu(x), 6),
  /** x moved towards 0 by 0.5 if |x| > 0.5, otherwise 0. */
  softShrink: (x) => sub(relu(sub(x, SHRINK)), relu(sub(-SHRINK, x))),
  /** x / (1 + |x|). */
  softsign: (x) => div(x, add(abs(x), 1)),
  /** (x + √(x² + 4)) / 2 (Barron, 2021). */
  squareplus: (x) => mul(add(x, sqrt(add(square(x), 4))), 0.5),
  /** x - tanh(x). */
  tanhShrink: (x) => sub(x, tanh(x)),
} as const satisfies Record<string, (x: Tensor) => Tensor>;

/** Name of an activation, as a saved model stores it. */
export type ActivationName = keyof typeof activations;

/** Other names that Keras accepts, and the names that are saved for them. */
const OTHER_NAMES = {
  leaky_relu: "leakyRelu",
  hard_shrink: "hardShrink",
  hard_sigmoid: "hardSigmoid",
  hard_silu: "hardSwish",
  hard_swish: "hardSwish",
  hard_tanh: "hardTanh",
  hardSilu: "hardSwish",
  log_sigmoid: "logSigmoid",
  log_softmax: "logSoftmax",
  silu: "swish",
  soft_shrink: "softShrink",
  tanh_shrink: "tanhShrink",
} as const satisfies Record<string, ActivationName>;

/** A function of a tensor that returns the same shape: `(x) => mul(x, sigmoid(x))`. */
export type ActivationFunction = (x: Tensor) => Tensor;

/**
 * An activation: its name, another of Keras's names for it (`silu` for `swish`, `leaky_relu` for `leakyRelu`), or your own
 * function.
 */
export type ActivationChoice = ActivationName | keyof typeof OTHER_NAMES | ActivationFunction;

/**
 * Returns the name of an activation as it is saved, or the function.
 * @throws OptionError if the name is unknown; the message suggests the nearest one.
 */
export function activationNamed(choice: ActivationChoice): ActivationName | ActivationFunction {
  if (typeof choice === "function") return choice;
  if (typeof choice !== "string")
    throw new OptionError(
      `activation must be a name, such as "relu", or a function (x) => tensor, but it is ${choice === null ? "null" : `a ${typeof choice}`}.`,
    );
  if (Object.hasOwn(OTHER_NAMES, choice)) return OTHER_NAMES[choice as keyof typeof OTHER_NAMES];
  lookUp("activation", choice, activations);
  return choice as ActivationName;
}

/** Activations that never decrease. A maximum may be taken before or after them, with the same result. */
const rising: ReadonlySet<ActivationName> = new Set([
  "linear",
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "sigmoid",
  "tanh",
  "softplus",
  "celu",
  "exponential",
  "hardShrink",
  "hardSigmoid",
  "hardTanh",
  "logSigmoid",
  "relu6",
  "softShrink",
  "softsign",
  "squareplus",
  "tanhShrink",
]);

/** Activations whose numbers depend on other numbers along the last axis. */
const alongFeatures: ReadonlySet<ActivationName> = new Set(["softmax", "logSoftmax", "glu"]);

/** Forms of activations for a model that isn't training. */
const inUse: Partial<Record<ActivationName, (x: Tensor) => Tensor>> = {
  celu: (x) => named(x, ELU),
  elu: (x) => named(x, ELU),
  selu: (x) => named(x, SELU),
};

/** Applies an activation to x. A last axis of size 1 is removed first, because operators take forty times as long along it. */
export function activate(name: ActivationName | ActivationFunction, x: Tensor, training: boolean): Tensor {
  if (typeof name === "function") return shapedResult(nameOf("activation", name.name), () => name(x), x);
  if (name === "linear") return x;
  const f = (!training && inUse[name]) || activations[name];
  if (!alongFeatures.has(name) && x.shape.length > 2 && x.shape.at(-1) === 1)
    return reshape(f(reshape(x, x.shape.slice(0, -1))), x.shape);
  if (alongFeatures.has(name)) return f(x);
  return rising.has(name) ? monotone(x, f, onEach(x, f)) : onEach(x, f);
}
