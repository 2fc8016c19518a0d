import { attempt } from "../core/attempt.ts";
import { savedCustom } from "../core/custom-objects.ts";
import { OptionError, ShapeError } from "../core/errors.ts";
import { type AnyLayer, Layer, layerKinds, type SymbolicTensor } from "../layers/index.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { differing, madeAgain, valueShown } from "./made-again.ts";
import type { Trainable } from "./trainable.ts";

/** What a saved model keeps of a layer (a whole model is one): enough to make it again, without its numbers. */
export interface LayerDescription {
  readonly kind: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputShape?: readonly number[];
  /** Path of the layer whose kernel this one takes: "encoder/dense". */
  readonly tiedTo?: string;
  /** Path of the layer that this one is: the model uses it more than once. */
  readonly sameAs?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** How the layers of a `Model` are connected. Values are counted: the inputs first, then what each use of a layer gives. */
export interface Connections {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly name?: string }[];
  readonly uses: readonly { readonly layer: number; readonly inputs: readonly number[]; readonly isList: boolean }[];
  readonly outputs: readonly number[] | number;
  /** What inputs and outputs are called, where they were given by name. */
  readonly named?: LayerGraph["named"];
}

/**
 * Describes a model so that `modelFrom` makes it again.
 * @throws ShapeError where a layer is tied to one outside of the model, as the two are saved together or not at all; OptionError where a layer couldn't be made
 * again: of a class without a name, or with options that JSON can't hold.
 */
export function describeModel(model: Describable): LayerDescription {
  const paths = new Map<AnyLayer, string>();
  const describe = (layer: AnyLayer, path: string): LayerDescription => {
    const { kind, name, trainable, inputShape } = layer;
    const sameAs = paths.get(layer);
    if (sameAs !== undefined) return { kind, name, trainable, sameAs, config: {} };
    paths.set(layer, path);
    expectKnown(layer, path || layer.called);
    const tiedTo = layer.tiedTo && paths.get(layer.tiedTo);
    if (layer.tiedTo && tiedTo === undefined)
      throw new ShapeError(
        `Layer "${layer.name}" is tied to "${layer.tiedTo.called}", which isn't part of this model. Save a model that has both.`,
      );
    const inside = (part: AnyLayer) => describe(part, path ? `${path}/${part.called}` : part.called);
    const config = isModel(layer)
      ? {
          layers: layer.layers.map(inside),
          ...(layer.kind === "Model" && { connections: connectionsOf(layer.graph, layer.layers) }),
        }
      : describedConfig(layer, path, inside);
    return { kind, name, trainable, ...(inputShape && { inputShape }), ...(tiedTo !== undefined && { tiedTo }), config };
  };
  return describe(model as unknown as AnyLayer, "");
}

/** What a model is described by. */
type Describable = Pick<Trainable, "kind" | "name" | "trainable">;

/** Whether a layer is made of others in a graph. */
const isModel = (layer: AnyLayer): layer is AnyLayer & Pick<Trainable, "graph"> & { readonly layers: readonly AnyLayer[] } =>
  layer.layers !== undefined;

/** A layer's options, layers among them described, and functions by their names. */
function describedConfig(
  layer: AnyLayer,
  path: string,
  inside: (part: AnyLayer) => LayerDescription,
): LayerDescription["config"] {
  const described = (value: unknown, name: string): unknown => {
    if (value instanceof Layer) return inside(value as unknown as AnyLayer);
    if (Array.isArray(value)) return value.map((each) => described(each, name));
    if (typeof value === "function") return savedCustom(name, value, `${name} of layer "${path}"`);
    return value;
  };
  return Object.fromEntries(Object.entries(layer.config()).map(([name, value]) => [name, described(value, name)]));
}

function connectionsOf({ inputs, outputs, givesList, named, uses }: LayerGraph, layers: readonly AnyLayer[]): Connections {
  const place = new Map<SymbolicTensor, number>();
  for (const value of [...inputs, ...uses.flatMap((use) => use.outputs)]) place.set(value, place.size);
  const places = (values: readonly SymbolicTensor[]) => values.map((value) => place.get(value)!);
  return {
    inputs: inputs.map(({ shape, name, called }) => {
      const own = name ?? (named.inputs ? undefined : called);
      return { shape, ...(own !== undefined && { name: own }) };
    }),
    uses: uses.map((use) => ({ layer: layers.indexOf(use.layer), inputs: places(use.inputs), isList: use.isList })),
    outputs: givesList ? places(outputs) : places(outputs)[0]!,
    ...(Object.keys(named).length > 0 && { named }),
  };
}

/** @throws OptionError if `modelFrom` couldn't make the layer again. */
function expectKnown(layer: AnyLayer, path: string): void {
  const made = layer.constructor;
  if (isModel(layer)) {
    if (Object.hasOwn(made, "isMadeAgain")) return;
    throw new OptionError(
      `Layer "${path}" is of a class of your own, ${made.name}, that extends ${layer.kind}: it is made again as a plain one only. Make it with new Model({ inputs, outputs }), or export it as ONNX.`,
    );
  }
  if (Object.hasOwn(layerKinds, layer.kind)) {
    if (attempt(() => layerKinds[layer.kind]!(layer.config() as never, {}, layer.tiedTo))?.constructor === made) return;
    throw new OptionError(
      `Layer "${path}" is of a class of your own, ${made.name}, but its kind is that of a layer of codings, ${layer.kind}. Give the class another kind: static kind = "${made.name}Of${layer.kind}".`,
    );
  }
  if (!layer.kind)
    throw new OptionError(
      `Layer "${path}" is of a class without a name, which a saved model can't keep. Give it one: class Swish extends Layer.`,
    );
  const again = madeAgain(layer);
  if (!again || JSON.stringify(Object.keys(again.config())) !== JSON.stringify(Object.keys(layer.config())))
    throw new OptionError(
      `Layer "${path}", a ${made.name}, can't be made again from its config(). Its constructor takes one object with the options, those of config() and name, and hands them on to super; or config() returns them.`,
    );
  const other = differing(layer, again);
  if (other === undefined) return;
  const [field, was, loaded] = other;
  throw new OptionError(
    `Layer "${path}", a ${made.name}, would be loaded with another ${field} than it has: ${valueShown(loaded)} in place of ${valueShown(was)}. Return what its constructor needs from config(): config() { return { ${field}: this.${field} }; }`,
  );
}
