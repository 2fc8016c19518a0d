import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";

/** One use of a layer in a model: on which values, and what it gives. */
export interface Application<L> {
  readonly layer: L;
  readonly inputs: readonly Symbolic<L>[];
  /** Whether the layer was given a list of values, which may be a list of one. */
  readonly isList: boolean;
  readonly outputs: readonly Symbolic<L>[];
}

/** A value between the layers of a model, of which the shape is known and the numbers come when the model runs. `L`: what layers are. */
export class Symbolic<L> {
  /** Shape of one example, without the batch. */
  readonly shape: readonly number[];
  /** Of an input: what a model calls it. */
  readonly name: string | undefined;
  /** Of an input without a name: what a model calls it that was given it by name, for other models of it. */
  called: string | undefined;
  /** The use of a layer that gives it; undefined of an input. */
  readonly from: Application<L> | undefined;

  constructor(shape: readonly number[], from?: Application<L>, name?: string) {
    this.shape = shape;
    this.from = from;
    this.name = name;
  }
}

export interface InputOptions {
  /** What the model calls it, where it has several: examples may then be given by name. "input", "input_1", … by default. */
  readonly name?: string;
}

/** @throws OptionError where this isn't a shape of whole numbers of at least 1. */
export function expectExampleShape(shape: readonly number[]): readonly number[] {
  const isShape = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size > 0);
  if (!isShape)
    throw new OptionError(
      `The shape of one example is a list of whole numbers of at least 1, such as [28, 28, 1], but this is ${JSON.stringify(shape)}.`,
    );
  return shape;
}

/** The options of `input`, checked. */
export const inputOptions = (options: InputOptions): InputOptions => knownOptions("input", options, { name: true });

/** One or several, as a list. */
export const listed = <T extends object>(values: T | readonly T[]): readonly T[] =>
  Array.isArray(values) ? (values as readonly T[]) : [values as T];
