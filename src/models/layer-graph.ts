import { OptionError, ShapeError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import type { Tensor } from "../graph/index.ts";
import type { AnyLayer, CallContext, SymbolicTensor, Tensors } from "../layers/index.ts";
import { located } from "../layers/located.ts";
import { listed, Symbolic } from "../layers/symbolic.ts";

export type LayerUse = NonNullable<SymbolicTensor["from"]>;

/** Values between layers: one, several in their order, or several by name. */
export type SymbolicValues = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** How the layers of a model are connected. */
export interface LayerGraph {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** Whether it gives its outputs as a list, which may be a list of one. */
  readonly givesList: boolean;
  /** What the inputs and the outputs are called, where they were given by name. */
  readonly named: { readonly inputs?: readonly string[]; readonly outputs?: readonly string[] };
  /** Each use of a layer, behind those that it needs. */
  readonly uses: readonly LayerUse[];
}

/**
 * The layers between some values and others, in an order in which they can be called.
 * @throws OptionError where an output depends on an input that isn't among the inputs, or an input is given twice.
 */
export function layersBetween(from: SymbolicValues, to: SymbolicValues): LayerGraph {
  const [inputs, outputs] = [valuesIn(from), valuesIn(to)];
  const named = { ...(isNamed(from) && { inputs: Object.keys(from) }), ...(isNamed(to) && { outputs: Object.keys(to) }) };
  for (const [name, values] of Object.entries({ inputs, outputs }))
    if (values.length === 0 || values.some((value) => !(value instanceof Symbolic)))
      throw new OptionError(
        `${name} of a model are what input() and the layers' apply() give, one or a list of them: new Model({ inputs, outputs }).`,
      );
  if (isNamed(from)) for (const [name, value] of Object.entries(from)) value.called ??= name;
  if (new Set(inputs).size < inputs.length) throw new OptionError("A model has each input once, but one is given twice.");
  const uses = new Set<LayerUse>();
  const met = new Set<LayerUse>();
  const isGiven = new Set(inputs);
  // A stack of its own: a model may be deeper than functions can be nested.
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

/** What the inputs of a model are called: as they were given or made, each once. */
export const inputNames = ({ inputs, named }: LayerGraph): readonly string[] =>
  named.inputs ?? distinct(inputs.map(({ name, called }) => name ?? called ?? "input"));

/** What the outputs of a model are called: as they were given, or like the layers that give them, each once. */
export const outputNames = ({ outputs, named }: LayerGraph): readonly string[] =>
  named.outputs ?? distinct(outputs.map(({ from, name }) => from?.layer.name ?? name ?? "input"));

/** Names of which one that is there already gets a number: "input", "input_1". */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  for (const name of names) {
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
    taken.add(free);
  }
  return [...taken];
}

/** What a model's layers make of its inputs. */
export function callLayers({ inputs, outputs, givesList, uses }: LayerGraph, given: Tensors, context: CallContext): Tensors {
  const tensors = listed<Tensor>(given);
  if (tensors.length !== inputs.length)
    throw new ShapeError(`The model takes ${inputs.length} inputs, but gets ${tensors.length}.`);
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

/** How many indices an input's numbers may be, by the layers that take them; undefined where they aren't indices. */
export function indicesBelow({ inputs, uses }: LayerGraph, place: number): number | undefined {
  const limits = uses.flatMap(({ layer, inputs: taken }) =>
    taken.flatMap((value, i) => (value === inputs[place] ? (layer.indicesBelow(i) ?? []) : [])),
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** The layers, each once, in the order of their first use. */
export const layersIn = ({ uses }: LayerGraph): AnyLayer[] => [...new Set(uses.map(({ layer }) => layer))];

/** The most numbers that an example is anywhere in the model. */
export const widestIn = ({ inputs, uses }: LayerGraph): number =>
  Math.max(
    ...inputs.map(({ shape }) => sizeOf(shape)),
    ...uses.flatMap(({ layer, outputs }) => [layer.widest, ...outputs.map(({ shape }) => sizeOf(shape))]),
  );
