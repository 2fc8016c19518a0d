import { attempt } from "../core/attempt.ts";
import { savedCustom } from "../core/custom-objects.ts";
import { OptionError, ShapeError } from "../core/errors.ts";
import { type AnyLayer, Layer, layerKinds, type SymbolicTensor } from "../layers/index.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { differing, madeAgain, valueShown } from "./made-again.ts";
import type { Trainable } from "./trainable.ts";

/** Description of a layer or a model in a saved model. It is enough to make the layer again, without its weights. */
export interface LayerDescription {
  readonly kind: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputShape?: readonly number[];
  /** Path of the layer whose kernel this layer uses, such as "encoder/dense". */
  readonly tiedTo?: string;
  /** Path of an earlier layer that this one is identical to, if the model uses a layer more than once. */
  readonly sameAs?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Connections between the layers of a `Model`. They refer to values by number: first the inputs, then the outputs of each use of
 * a layer.
 */
export interface Connections {
  readonly inputs: readonly { readonly shape: readonly number[]; readonly name?: string }[];
  readonly uses: readonly { readonly layer: number; readonly inputs: readonly number[]; readonly isList: boolean }[];
  readonly outputs: readonly number[] | number;
  /** Names of the inputs and outputs, if they were given by name. */
  readonly named?: LayerGraph["named"];
}

/**
 * Describes a model so that `modelFrom` can make it again.
 * @throws ShapeError if a layer is tied to one outside of the model, because both must be saved together.
 * @throws OptionError if a layer couldn't be made again, because its class has no name or its options don't fit into JSON.
 * @example
 * const description = describeModel(model);
 * const copy = modelFrom(description);
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

/** The properties of a model that its description uses. */
type Describable = Pick<Trainable, "kind" | "name" | "trainable">;

/** Returns whether a layer is a graph of other layers. */
const isModel = (layer: AnyLayer): layer is AnyLayer & Pick<Trainable, "graph"> & { readonly layers: readonly AnyLayer[] } =>
  layer.layers !== undefined;

/** Returns a layer's options, with descriptions of inner layers and names of functions. */
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
      `Layer "${path}" has the custom class ${made.name}, which extends ${layer.kind} and would be loaded as a plain ${layer.kind}. Make it with new Model({ inputs, outputs }), or export it as ONNX.`,
    );
  }
  if (Object.hasOwn(layerKinds, layer.kind)) {
    if (attempt(() => layerKinds[layer.kind]!(layer.config() as never, {}, layer.tiedTo))?.constructor === made) return;
    throw new OptionError(
      `Layer "${path}" has the custom class ${made.name}, but the kind of a built-in layer, ${layer.kind}. Give the class another kind: static kind = "${made.name}Of${layer.kind}".`,
    );
  }
  if (!layer.kind)
    throw new OptionError(
      `Layer "${path}" has a class without a name, so it can't be saved. Give the class a name, such as class Swish extends Layer.`,
    );
  const again = madeAgain(layer);
  if (!again || JSON.stringify(Object.keys(again.config())) !== JSON.stringify(Object.keys(layer.config())))
    throw new OptionError(
      `Layer "${path}", a ${made.name}, can't be made again from its config(). Its constructor must take one object with the options of config() and name, and pass it to super. Otherwise override config() to return the options.`,
    );
  const other = differing(layer, again);
  if (other === undefined) return;
  const [field, was, loaded] = other;
  throw new OptionError(
    `Layer "${path}", a ${made.name}, would be loaded with ${field} ${valueShown(loaded)} instead of ${valueShown(was)}. Return everything that its constructor needs from config(): config() { return { ${field}: this.${field} }; }`,
  );
}
