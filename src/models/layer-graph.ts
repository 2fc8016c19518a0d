import { OptionError, ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import type { Tensor } from "../graph/index.ts";
import type { AnyLayer, CallContext, SymbolicTensor, Tensors } from "../layers/index.ts";
import { located } from "../layers/located.ts";
import { listed, Symbolic } from "../layers/symbolic.ts";

export type LayerUse = NonNullable<SymbolicTensor["from"]>;

/** Values between layers: one value, a list, or an object by name. */
export type SymbolicValues = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** Connections between the layers of a model. */
export interface LayerGraph {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** Whether the model returns its outputs as a list, even if it has only one. */
  readonly givesList: boolean;
  /** Names of the inputs and outputs, if they were given by name. */
  readonly named: { readonly inputs?: readonly string[]; readonly outputs?: readonly string[] };
  /** Uses of the layers, each after those that it depends on. */
  readonly uses: readonly LayerUse[];
}

/**
 * Finds the layers between inputs and outputs, in an order in which they can be called.
 * @throws OptionError if an output depends on an input that isn't among the inputs, or if an input is given twice.
 */
export function layersBetween(from: SymbolicValues, to: SymbolicValues): LayerGraph {
  const [inputs, outputs] = [valuesIn(from), valuesIn(to)];
  const named = { ...(isNamed(from) && { inputs: Object.keys(from) }), ...(isNamed(to) && { outputs: Object.keys(to) }) };
  for (const [name, values] of Object.entries({ inputs, outputs }))
    if (values.length === 0 || values.some((value) => !(value instanceof Symbolic)))
      throw new OptionError(
        `${name} of a model must be results of input() or of a layer's apply(), one or a list of them. Call new Model({ inputs, outputs }).`,
      );
  if (isNamed(from)) for (const [name, value] of Object.entries(from)) value.called ??= name;
  if (new Set(inputs).size < inputs.length) throw new OptionError("An input of the model is given twice. Give each input once.");
  const uses = new Set<LayerUse>();
  const met = new Set<LayerUse>();
  const isGiven = new Set(inputs);
  // An explicit stack, because a model can be deeper than functions can be nested.
  const stack = outputs.toReversed().map((value) => ({ value, isDone: false }));
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { value, isDone } = at;
    if (isGiven.has(value)) continue;
    const { from } = value;
    if (!from)
      throw new OptionError(
        `The outputs depend on an input${value.name ? ` "${value.name}"` : ""} of shape [${value.shape.join(", ")}] that isn't among the model's inputs. Add it to them.`,
      );
    if (isDone) uses.add(from);
    if (met.has(from)) continue;
    met.add(from);
    stack.push({ value, isDone: true }, ...from.inputs.toReversed().map((input) => ({ value: input, isDone: false })));
  }
  return { inputs, outputs, givesList: !(to instanceof Symbolic), named, uses: [...uses] };
}

const isNamed = (values: SymbolicValues): values is Readonly<Record<string, SymbolicTensor>> =>
  typeof values === "object" && values !== null && !Array.isArray(values) && !(values instanceof Symbolic);

const valuesIn = (values: SymbolicValues): readonly SymbolicTensor[] =>
  isNamed(values) ? Object.values(values) : listed<SymbolicTensor>(values ?? []);

/** Returns the names of a model's inputs: those that were given, each made unique. */
export const inputNames = ({ inputs, named }: LayerGraph): readonly string[] =>
  named.inputs ?? distinct(inputs.map(({ name, called }) => name ?? called ?? "input"));

/** Returns the names of a model's outputs: those that were given, or the names of their layers, each made unique. */
export const outputNames = ({ outputs, named }: LayerGraph): readonly string[] =>
  named.outputs ?? distinct(outputs.map(({ from, name }) => from?.layer.name ?? name ?? "input"));

/** Makes names unique by adding a number: "input", "input_1". */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  for (const name of names) {
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
    taken.add(free);
  }
  return [...taken];
}

/** Applies a model's layers to its inputs. */
export function callLayers({ inputs, outputs, givesList, uses }: LayerGraph, given: Tensors, context: CallContext): Tensors {
  const tensors = listed<Tensor>(given);
  if (tensors.length !== inputs.length)
    throw new ShapeError(`The model needs ${inputs.length} inputs, but it got ${tensors.length}. Give one tensor for each.`);
  const values = new Map<SymbolicTensor, Tensor>(inputs.map((input, i) => [input, tensors[i]!]));
  for (const use of uses) {
    const taken = use.inputs.map((input) => values.get(input)!);
    const made = located(use.layer, use.inputs, () => use.layer.apply(use.isList ? taken : taken[0]!, context));
    listed<Tensor>(made).forEach((tensor, i) => {
      values.set(use.outputs[i]!, tensor);
    });
  }
  const results = outputs.map((output) => values.get(output)!);
  return givesList ? results : results[0]!;
}

/**
 * Returns the number of indices that an input can have, according to the layers that use it. Undefined if its numbers aren't
 * indices.
 */
export function indicesBelow({ inputs, uses }: LayerGraph, place: number): number | undefined {
  const limits = uses.flatMap(({ layer, inputs: taken }) =>
    taken.flatMap((value, i) => (value === inputs[place] ? (layer.indicesBelow(i) ?? []) : [])),
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** Returns the layers, each once, in the order of their first use. */
export const layersIn = ({ uses }: LayerGraph): AnyLayer[] => [...new Set(uses.map(({ layer }) => layer))];

/** Returns the largest number of elements that an example has anywhere in the model. */
export const widestIn = ({ inputs, uses }: LayerGraph): number =>
  Math.max(
    ...inputs.map(({ shape }) => sizeOf(shape)),
    ...uses.flatMap(({ layer, outputs }) => [layer.widest, ...outputs.map(({ shape }) => sizeOf(shape))]),
  );
