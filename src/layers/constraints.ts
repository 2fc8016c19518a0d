import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { add, clip, div, mul, relu, sqrt, square, sum, type Tensor } from "../graph/index.ts";
import { nameOf, shapedResult } from "../graph/own-function.ts";

/**
 * Options of the constraints, with Keras's defaults. Norms are computed along an axis or several; default 0, the inputs of
 * each unit of a kernel [inputs, units].
 */
interface Options {
  /** Highest norm; default 2. */
  readonly maxNorm: { readonly maxValue?: number; readonly axis?: number | readonly number[] };
  /** Lowest and highest norm, by default 0 and 1, and how far each step moves towards that range, from 0 to 1; default 1. */
  readonly minMaxNorm: {
    readonly minValue?: number;
    readonly maxValue?: number;
    readonly rate?: number;
    readonly axis?: number | readonly number[];
  };
  readonly nonNeg: object;
  readonly unitNorm: { readonly axis?: number | readonly number[] };
}

type Kind = keyof Options;

/**
 * A constraint on a weight: its name, its kind and options, or a function that receives the updated weight and returns the
 * allowed one.
 */
export type Constraint = Kind | { readonly [K in Kind]: { readonly kind: K } & Options[K] }[Kind] | ((weight: Tensor) => Tensor);

/** Prevents a division by zero; the value is Keras's. */
const EPSILON = 1e-7;

const lengths = (weight: Tensor, axis: number | readonly number[] = 0): Tensor =>
  sqrt(sum(square(weight), axis, { keepDims: true }));

const constraints: { readonly [K in Kind]: (weight: Tensor, options: Options[K]) => Tensor } = {
  maxNorm: (weight, { maxValue = 2, axis }) => {
    const norms = lengths(weight, axis);
    return mul(weight, div(clip(norms, 0, maxValue), add(norms, EPSILON)));
  },
  minMaxNorm: (weight, { minValue = 0, maxValue = 1, rate = 1, axis }) => {
    const norms = lengths(weight, axis);
    const wanted = add(mul(clip(norms, minValue, maxValue), rate), mul(norms, 1 - rate));
    return mul(weight, div(wanted, add(norms, EPSILON)));
  },
  nonNeg: (weight) => relu(weight),
  unitNorm: (weight, { axis }) => div(weight, add(lengths(weight, axis), EPSILON)),
};

const names = {
  maxNorm: { kind: true, maxValue: true, axis: true },
  minMaxNorm: { kind: true, minValue: true, maxValue: true, rate: true, axis: true },
  nonNeg: { kind: true },
  unitNorm: { kind: true, axis: true },
} as const;

/** @throws OptionError if the value of an option isn't a constraint. */
export function expectConstraint(option: string, choice: Constraint | undefined): void {
  if (choice === undefined || typeof choice === "function") return;
  if (typeof choice === "string") return void lookUp("constraint", choice, constraints);
  if (typeof choice !== "object" || choice === null || !("kind" in choice))
    throw new OptionError(
      `${option} must be the name of a constraint (${Object.keys(constraints).join(", ")}), { kind, … } or a function of the weight, but it is ${JSON.stringify(choice)}.`,
    );
  knownOptions(option, choice, lookUp("constraint", choice.kind, names) as never);
}

/** Applies a constraint to a weight. */
export function constrained(weight: Tensor, choice: Constraint): Tensor {
  if (typeof choice === "function") return shapedResult(nameOf("constraint", choice.name), () => choice(weight), weight);
  const options = typeof choice === "string" ? { kind: choice } : choice;
  return (constraints[options.kind] as (weight: Tensor, options: object) => Tensor)(weight, options);
}
