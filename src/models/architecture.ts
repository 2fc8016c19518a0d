import { DataError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { type Layer, layerKinds } from "../layers/index.ts";
import { type LayerDescription, Sequential } from "./sequential.ts";

/** Makes a layer (a whole model is one) again from its description. @throws OptionError for an unknown kind of layer, with the nearest one. */
export function layerFrom({ kind, name, trainable, inputShape, config }: LayerDescription): Layer {
  const options = { name, trainable, ...(inputShape && { inputShape }) };
  if (kind === "Sequential") return new Sequential((config.layers as LayerDescription[]).map(layerFrom), options);
  return lookUp("layer", kind, layerKinds)(config as never, options);
}

/** @throws DataError where the description isn't of a whole model. */
export function modelFrom(description: LayerDescription): Sequential {
  const model = layerFrom(description);
  if (!(model instanceof Sequential)) throw new DataError(`A model is a Sequential, but this describes a ${description.kind}.`);
  return model;
}
