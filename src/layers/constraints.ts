import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { add, clip, div, mul, relu, sqrt, square, sum, type Tensor } from "../graph/index.ts";
import { shapedResult } from "../graph/own-function.ts";

/** Options of Keras's constraints, with its defaults. A length is taken along an axis, or several: 0 by default, so that of each unit of a kernel [inputs, units]. */
interface Options {
  /** The greatest length: 2 by default. */
  readonly maxNorm: { readonly maxValue?: number; readonly axis?: number | readonly number[] };
  /** The least and the greatest length, 0 and 1 by default, and how far a step goes there, from 0 to 1, which is the default. */
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

/** A constraint by its name, by its kind and options, or as a function that gives the weight that is allowed from the one that an update made. */
export type Constraint = Kind | { readonly [K in Kind]: { readonly kind: K } & Options[K] }[Kind] | ((weight: Tensor) => Tensor);

/** Keras's: keeps the division from one by zero. */
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

/** @throws OptionError where an option isn't a constraint. */
export function expectConstraint(option: string, choice: Constraint | undefined): void {
  if (choice === undefined || typeof choice === "function") return;
  if (typeof choice === "string") return void lookUp("constraint", choice, constraints);
  if (typeof choice !== "object" || choice === null || !("kind" in choice))
    throw new OptionError(
      `${option} is the name of a constraint (${Object.keys(constraints).join(", ")}), { kind, … } or a function of the weight, but this is ${JSON.stringify(choice)}.`,
    );
  knownOptions(option, choice, lookUp("constraint", choice.kind, names) as never);
}

/** A weight as a constraint allows it. */
export function constrained(weight: Tensor, choice: Constraint): Tensor {
  if (typeof choice === "function")
    return shapedResult(`The constraint ${choice.name || "function"}`, () => choice(weight), weight);
  const options = typeof choice === "string" ? { kind: choice } : choice;
  return (constraints[options.kind] as (weight: Tensor, options: object) => Tensor)(weight, options);
}
