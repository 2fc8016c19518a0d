import { type CustomObjects, isSavedCustom, ownOrCustom } from "../core/custom-objects.ts";
import { DataError, OptionError } from "../core/errors.ts";
import { type AnyLayer, input, type Layer, layerKinds, type SymbolicTensor } from "../layers/index.ts";
import { isLayerClass } from "../layers/remake.ts";
import { BaseModel } from "./base-model.ts";
import type { Connections, LayerDescription } from "./describe.ts";
import type { SymbolicValues } from "./layer-graph.ts";
import { Model } from "./model.ts";
import { Sequential } from "./sequential.ts";

/**
 * Creates a model from its description, with new weights.
 * @param description the description that `describeModel` returned.
 * @param custom custom layers and functions of the model, by the names under which they were saved.
 * @throws OptionError for a layer or function that is neither built in nor in `custom`. The message suggests the nearest name.
 * @throws DataError if the description isn't that of a complete model.
 * @example
 * const copy = modelFrom(describeModel(model));
 */
export function modelFrom(description: LayerDescription, custom: CustomObjects = {}): BaseModel {
  const made = new Map<string, AnyLayer>();
  const known = (what: string, path: string, name: string): AnyLayer => {
    const layer = made.get(path);
    if (!layer)
      throw new DataError(`Layer "${name}" is ${what} "${path}", but the model has no such layer. Save the model again.`);
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
    throw new DataError(
      `The description must be of a Sequential or a Model, but it is of a ${description.kind}. Save the model again.`,
    );
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
      `customObjects.${kind} must be the class of a layer, class ${kind} extends Layer, but it is ${typeof Made}.`,
    );
  }
  return new Made({ ...whole, ...options });
}

const isLayerDescription = (value: unknown): value is LayerDescription =>
  typeof value === "object" && value !== null && "kind" in value && "config" in value;

/** Creates a `Model` from layers and their connections. */
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
