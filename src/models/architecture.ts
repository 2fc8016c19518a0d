import { attempt } from "../core/attempt.ts";
import { type CustomObjects, optionsFromSaved, savedOptionsOf } from "../core/custom-objects.ts";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { type Layer, layerKinds, TimeDistributed } from "../layers/index.ts";
import { Sequential } from "./sequential.ts";

/** What a saved model keeps of a layer (a whole model is one): enough to make it again, without its numbers. */
export interface LayerDescription {
  readonly kind: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputShape?: readonly number[];
  /** Path of the layer whose kernel this one takes: "encoder/dense". */
  readonly tiedTo?: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * @throws ShapeError where a layer is tied to one outside of the model (the two are saved together or not at all), or stands in the model twice;
 * OptionError where a layer is of a class that codings doesn't have, and so couldn't be made again, or was given a function without a name of its own.
 */
export function describeModel(model: Sequential): LayerDescription {
  const paths = new Map<Layer, string>();
  const met = new Set<Layer>();
  const meet = (layer: Layer, path: string) => {
    if (met.has(layer))
      throw new ShapeError(
        `Layer "${path}" stands in the model twice, and a saved model has each layer once. Make a second layer for the other place, which then learns by itself, or export the model as ONNX.`,
      );
    met.add(layer);
    expectKnown(layer, path);
    if (layer instanceof TimeDistributed) meet(layer.layer, `${path}/${layer.layer.called}`);
  };
  const collect = (parent: Sequential, prefix: string) => {
    for (const layer of parent.layers) {
      meet(layer, prefix + layer.name);
      paths.set(layer, prefix + layer.name);
      if (layer instanceof Sequential) collect(layer, `${prefix}${layer.name}/`);
    }
  };
  expectKnown(model, model.called);
  collect(model, "");
  const describe = (layer: Layer): LayerDescription => {
    const tiedTo = layer.tiedTo && paths.get(layer.tiedTo);
    if (layer.tiedTo && !tiedTo)
      throw new ShapeError(
        `Layer "${layer.name}" is tied to "${layer.tiedTo.called}", which isn't part of this model. Save a model that has both.`,
      );
    return {
      kind: layer.kind,
      name: layer.name,
      trainable: layer.trainable,
      ...(layer.inputShape && { inputShape: layer.inputShape }),
      ...(tiedTo && { tiedTo }),
      config: layer instanceof Sequential ? { layers: layer.layers.map(describe) } : savedOptionsOf(layer.config()),
    };
  };
  return describe(model);
}

/** @throws OptionError if `modelFrom` couldn't make the layer again. */
function expectKnown(layer: Layer, path: string): void {
  if (layer instanceof TimeDistributed && layer.layer instanceof Sequential)
    throw new OptionError(
      `Layer "${path}" has a Sequential at each step, which a saved model can't have. Give each of its layers a timeDistributed of its own.`,
    );
  const isKnown =
    layer instanceof Sequential ? layer.constructor === Sequential : remade(layer)?.constructor === layer.constructor;
  if (isKnown || (layer instanceof TimeDistributed && layer.constructor === TimeDistributed)) return;
  throw new OptionError(
    `Layer "${path}" is of a class of your own, ${layer.constructor.name}, which can't be made again from a saved model. Take layers of codings, or export the model as ONNX.`,
  );
}

/** A layer that is made again from its saved description; undefined if that fails. */
const remade = (layer: Layer): Layer | undefined =>
  attempt(() => layerKinds[layer.kind]?.(layer.config() as never, {}, layer.tiedTo));

/**
 * The model of a description, with new numbers.
 * @param customObjects functions of your own that layers were given, by their names.
 * @throws OptionError for an unknown kind of layer, with the nearest one, or a function that `customObjects` doesn't have; DataError where the description isn't of a whole model.
 */
export function modelFrom(description: LayerDescription, customObjects: CustomObjects = {}): Sequential {
  const made = new Map<string, Layer>();
  const layerFrom = ({ kind, name, trainable, inputShape, tiedTo, config }: LayerDescription, path: string): Layer => {
    const options = { name, trainable, ...(inputShape && { inputShape }) };
    if (kind === "Sequential") {
      const parts = (config.layers as LayerDescription[]).map((part) =>
        layerFrom(part, path ? `${path}/${part.name}` : part.name),
      );
      return new Sequential(parts, options);
    }
    const partner = tiedTo === undefined ? undefined : made.get(tiedTo);
    if (tiedTo !== undefined && !partner)
      throw new DataError(`Layer "${name}" is tied to "${tiedTo}", which the model doesn't have. Save the model again.`);
    const layer = lookUp("layer", kind, layerKinds)(optionsFromSaved(config, customObjects) as never, options, partner);
    made.set(path, layer);
    return layer;
  };
  const model = layerFrom(description, "");
  if (!(model instanceof Sequential)) throw new DataError(`A model is a Sequential, but this describes a ${description.kind}.`);
  return model;
}
