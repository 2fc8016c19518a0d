import { attempt } from "../core/attempt.ts";
import { type CustomObjects, isSavedCustom, ownOrCustom, savedCustom } from "../core/custom-objects.ts";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { type AnyLayer, input, Layer, layerKinds, type SymbolicTensor } from "../layers/index.ts";
import { isLayerClass } from "../layers/remake.ts";
import { BaseModel } from "./base-model.ts";
import type { LayerGraph, SymbolicValues } from "./layer-graph.ts";
import { Model } from "./model.ts";
import { Sequential } from "./sequential.ts";

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
interface Connections {
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
export function describeModel(model: BaseModel): LayerDescription {
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
    const config =
      layer instanceof BaseModel
        ? {
            layers: layer.layers.map(inside),
            ...(layer instanceof Model && { connections: connectionsOf(layer.graph, layer.layers) }),
          }
        : describedConfig(layer, path, inside);
    return { kind, name, trainable, ...(inputShape && { inputShape }), ...(tiedTo !== undefined && { tiedTo }), config };
  };
  return describe(model as unknown as AnyLayer, "");
}

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
    inputs: inputs.map(({ shape, name }) => ({ shape, ...(name !== undefined && { name }) })),
    uses: uses.map((use) => ({ layer: layers.indexOf(use.layer), inputs: places(use.inputs), isList: use.isList })),
    outputs: givesList ? places(outputs) : places(outputs)[0]!,
    ...(Object.keys(named).length > 0 && { named }),
  };
}

/** @throws OptionError if `modelFrom` couldn't make the layer again. */
function expectKnown(layer: AnyLayer, path: string): void {
  const made = layer.constructor;
  if (layer instanceof BaseModel) {
    if (made === Sequential || made === Model) return;
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
  const again = attempt(() => new (made as new (options: object) => AnyLayer)({ ...layer.config(), name: layer.name }));
  if (!again || JSON.stringify(Object.keys(again.config())) !== JSON.stringify(Object.keys(layer.config())))
    throw new OptionError(
      `Layer "${path}", a ${made.name}, can't be made again from its config(). Its constructor takes one object with the options, those of config() and name, and hands them on to super; or config() returns them.`,
    );
}

/**
 * The model of a description, with new numbers.
 * @param custom layers and functions of your own that it has, by the names that it calls them.
 * @throws OptionError for a layer or function that is neither of codings nor given, with the nearest one; DataError where the description isn't of a whole model.
 */
export function modelFrom(description: LayerDescription, custom: CustomObjects = {}): BaseModel {
  const made = new Map<string, AnyLayer>();
  const known = (what: string, path: string, name: string): AnyLayer => {
    const layer = made.get(path);
    if (!layer) throw new DataError(`Layer "${name}" is ${what} "${path}", which the model doesn't have. Save the model again.`);
    return layer;
  };
  const layerFrom = (described: LayerDescription, path: string): AnyLayer => {
    const { kind, name = "", trainable = true, inputShape, tiedTo, sameAs, config } = described;
    if (sameAs !== undefined) return known("the same as", sameAs, name);
    const options = { name, trainable, ...(inputShape && { inputShape }) };
    const inside = (part: LayerDescription) => layerFrom(part, path ? `${path}/${part.name ?? ""}` : (part.name ?? ""));
    const layer = makeFrom(kind, {
      config,
      options,
      inside,
      custom,
      tiedTo: tiedTo === undefined ? undefined : known("tied to", tiedTo, name),
    });
    made.set(path, layer);
    return layer;
  };
  const model = layerFrom(description, "");
  if (!(model instanceof BaseModel))
    throw new DataError(`A model is a Sequential or a Model, but this describes a ${description.kind}.`);
  return model;
}

interface Making {
  readonly config: LayerDescription["config"];
  readonly options: { readonly name: string; readonly trainable: boolean; readonly inputShape?: readonly number[] };
  readonly inside: (part: LayerDescription) => AnyLayer;
  readonly custom: CustomObjects;
  readonly tiedTo: AnyLayer | undefined;
}

function makeFrom(kind: string, { config, options, inside, custom, tiedTo }: Making): AnyLayer {
  if (kind === "Sequential" || kind === "Model") {
    const layers = (config.layers as LayerDescription[]).map(inside);
    const model =
      kind === "Sequential"
        ? new Sequential(layers as Layer[], options)
        : connected(layers, config.connections as Connections, options);
    return model as unknown as AnyLayer;
  }
  const restored = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(restored);
    if (isLayerDescription(value)) return inside(value);
    if (isSavedCustom(value)) return ownOrCustom("function", value.custom, {}, custom);
    return value;
  };
  const whole = Object.fromEntries(Object.entries(config).map(([name, value]) => [name, restored(value)]));
  const Made = ownOrCustom("layer", kind, layerKinds, custom);
  if (!isLayerClass(Made)) {
    if (Object.hasOwn(layerKinds, kind)) return layerKinds[kind]!(whole as never, options, tiedTo);
    throw new OptionError(
      `customObjects: ${kind} is the class of a layer, class ${kind} extends Layer, but this is ${typeof Made}.`,
    );
  }
  return new Made({ ...whole, ...options });
}

const isLayerDescription = (value: unknown): value is LayerDescription =>
  typeof value === "object" && value !== null && "kind" in value && "config" in value;

/** The `Model` of some layers and of how they are connected. */
function connected(
  layers: readonly AnyLayer[],
  { inputs, uses, outputs, named }: Connections,
  { name, trainable }: Making["options"],
): Model {
  const values: SymbolicTensor[] = inputs.map(({ shape, name: called }) =>
    input(shape, called === undefined ? {} : { name: called }),
  );
  const starts = [...values];
  for (const use of uses) {
    const taken = use.inputs.map((at) => values[at]!);
    const given = layers[use.layer]!.apply(use.isList ? taken : taken[0]!);
    values.push(...(Array.isArray(given) ? given : [given as SymbolicTensor]));
  }
  const ends = typeof outputs === "number" ? values[outputs]! : outputs.map((at) => values[at]!);
  const byName = (names: readonly string[] | undefined, given: SymbolicValues): SymbolicValues =>
    names ? Object.fromEntries(names.map((called, i) => [called, (given as readonly SymbolicTensor[])[i]!])) : given;
  return new Model({ inputs: byName(named?.inputs, starts), outputs: byName(named?.outputs, ends), name, trainable });
}
