import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";

/** One use of a layer in a model: its inputs and outputs. */
export interface Application<L> {
  readonly layer: L;
  readonly inputs: readonly Symbolic<L>[];
  /** Whether the inputs were given as a list, which may contain only one. */
  readonly isList: boolean;
  readonly outputs: readonly Symbolic<L>[];
}

/**
 * A value between the layers of a model. Its shape is known; its numbers are known only when the model runs.
 * @typeParam L - type of the layers.
 */
export class Symbolic<L> {
  /** Shape of one example, without the batch. */
  readonly shape: readonly number[];
  /** Name of an input. */
  readonly name: string | undefined;
  /** Name that a model has given to an input without a name, for other models with this input. */
  called: string | undefined;
  /** Use of a layer that computes this value; undefined for an input. */
  readonly from: Application<L> | undefined;

  constructor(shape: readonly number[], from?: Application<L>, name?: string) {
    this.shape = shape;
    this.from = from;
    this.name = name;
  }
}

/** The options of `input`. */
export interface InputOptions {
  /** Name of the input. In a model with several inputs, examples may be given by name. Default "input", "input_1", …. */
  readonly name?: string;
}

/** @throws OptionError if the shape isn't made of whole numbers of at least 1. */
export function expectExampleShape(shape: readonly number[]): readonly number[] {
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!isShape)
    throw new OptionError(
      `The shape of one example must be a list of whole numbers of at least 1, such as [28, 28, 1], but it is ${JSON.stringify(shape)}.`,
    );
  return shape;
}

/** Checks the options of `input`. */
export const inputOptions = (options: InputOptions): InputOptions => knownOptions("input", options, { name: true });

/** Returns one or several values as a list. */
export const listed = <T extends object>(values: T | readonly T[]): readonly T[] =>
  Array.isArray(values) ? (values as readonly T[]) : [values as T];
