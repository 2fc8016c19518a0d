import { OptionError, ShapeError } from "../../core/errors.ts";
import { lookUp } from "../../core/suggest.ts";
import {
  type ActivationName,
  type AnyLayer,
  activations,
  type Dense,
  denseTranspose,
  type Layer,
  layerKinds,
} from "../../layers/index.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";

/** A layer as it is chosen: its kind, and its options as `layer.config()` has them. */
export interface LayerChoice {
  readonly kind: string;
  readonly config: Readonly<Record<string, LayerOption>>;
  /** Of a layer with another one's kernel: the place of that one in the encoder. */
  readonly tiedTo?: number;
}

export type LayerOption = string | number | boolean | null | readonly number[];

/** The layers of an encoder and a decoder, as they are edited. */
export interface LayerChoices {
  readonly encoder: readonly LayerChoice[];
  readonly decoder: readonly LayerChoice[];
}

/** What can be said of a kind of layer in the editor: an option's name, and what it may be. */
export interface OptionField {
  readonly name: string;
  readonly label: string;
  readonly type: "count" | "share" | "activation" | "padding" | "shape" | "pair";
}

const activation: OptionField = { name: "activation", label: "activation", type: "activation" };
const kernelSize: OptionField = { name: "kernelSize", label: "kernel", type: "pair" };
const strides: OptionField = { name: "strides", label: "strides", type: "pair" };
const padding: OptionField = { name: "padding", label: "padding", type: "padding" };

/** The kinds that the editor offers, with the options that it shows; a layer's other options stay as they are. */
export const editable: Readonly<
  Record<string, { readonly fields: readonly OptionField[]; readonly first: LayerChoice["config"] }>
> = {
  Dense: { fields: [{ name: "units", label: "units", type: "count" }, activation], first: { units: 100, activation: "selu" } },
  Conv2D: {
    fields: [{ name: "filters", label: "filters", type: "count" }, kernelSize, strides, padding, activation],
    first: { filters: 16, kernelSize: [3, 3], strides: [1, 1], padding: "same", activation: "selu" },
  },
  Conv2DTranspose: {
    fields: [{ name: "filters", label: "filters", type: "count" }, kernelSize, strides, padding, activation],
    first: { filters: 16, kernelSize: [3, 3], strides: [2, 2], padding: "same", activation: "selu" },
  },
  MaxPooling2D: {
    fields: [{ name: "poolSize", label: "pool", type: "pair" }, padding],
    first: { poolSize: [2, 2], padding: "valid" },
  },
  UpSampling2D: { fields: [{ name: "size", label: "size", type: "pair" }], first: { size: [2, 2] } },
  Flatten: { fields: [], first: {} },
  Reshape: { fields: [{ name: "shape", label: "shape", type: "shape" }], first: { shape: [28, 28] } },
  Dropout: { fields: [{ name: "rate", label: "rate", type: "share" }], first: { rate: 0.5 } },
  GaussianNoise: { fields: [{ name: "stddev", label: "deviation", type: "share" }], first: { stddev: 0.2 } },
  BatchNormalization: { fields: [], first: { momentum: 0.99, epsilon: 0.001 } },
  Activation: { fields: [activation], first: { activation: "selu" } },
};

export const activationNames = Object.keys(activations) as ActivationName[];

/** The layers of a model as choices. */
export function choicesOf({ encoder, decoder }: { readonly encoder: Sequential; readonly decoder: Sequential }): LayerChoices {
  const choiceOf = (layer: AnyLayer): LayerChoice => {
    const partner = layer.tiedTo && encoder.layers.indexOf(layer.tiedTo as Layer);
    return {
      kind: layer.kind,
      config: layer.config() as LayerChoice["config"],
      ...(partner !== undefined && partner >= 0 && { tiedTo: partner }),
    };
  };
  return { encoder: encoder.layers.map(choiceOf), decoder: decoder.layers.map(choiceOf) };
}

/** Where a choice of layers doesn't hold: the part, the layer's place in it, and why. */
export class LayerError extends ShapeError {
  override name = "LayerError";
  readonly part: "encoder" | "decoder";
  readonly place: number;

  constructor(part: "encoder" | "decoder", place: number, message: string) {
    super(message);
    this.part = part;
    this.place = place;
  }
}

/** A model of chosen layers for inputs of a shape. @throws LayerError where one doesn't fit: which, and why. */
export function modelOf(choices: LayerChoices, inputShape: readonly number[], seed: number): Sequential {
  const encoder = partOf("encoder", choices.encoder, inputShape);
  const decoder = partOf("decoder", choices.decoder, encoder.outputShape, encoder.layers);
  const model = sequential([encoder, decoder], { name: "autoencoder", seed });
  model.buildFor(inputShape);
  const [given, wanted] = [decoder.outputShape, inputShape];
  if (given.join() !== wanted.join())
    throw new LayerError(
      "decoder",
      choices.decoder.length - 1,
      `It gives [${given.join(", ")}], but an autoencoder gives its input's shape back: [${wanted.join(", ")}].`,
    );
  return model;
}

function partOf(
  part: "encoder" | "decoder",
  choices: readonly LayerChoice[],
  inputShape: readonly number[],
  encoder: readonly Layer[] = [],
): Sequential {
  if (choices.length === 0) throw new LayerError(part, 0, `The ${part} has no layer. Add one.`);
  let shape = inputShape;
  const layers = choices.map((choice, place) => {
    try {
      const layer = layerOf(choice, encoder);
      shape = layer.outputShapeFor(shape);
      return layer;
    } catch (error) {
      const { message } = error as Error;
      throw new LayerError(part, place, /^[a-z]/.test(message) ? `It ${message}` : message);
    }
  });
  const whole = sequential(layers, { name: part });
  whole.buildFor(inputShape);
  return whole;
}

/** A chosen layer; one with another one's kernel takes that of the encoder's layers. */
export function layerOf({ kind, config, tiedTo }: LayerChoice, encoder: readonly Layer[]): Layer {
  if (tiedTo === undefined) return lookUp("layer", kind, layerKinds)(config as never, {}) as Layer;
  const partner = encoder[tiedTo];
  if (!partner)
    throw new OptionError("has the weights of a layer of the encoder that isn't there any more. Make it a Dense, or remove it.");
  if (partner.kind !== "Dense")
    throw new OptionError(
      `has the weights of layer ${tiedTo + 1} of the encoder, which isn't a Dense any more. Make it a Dense, or remove it.`,
    );
  return denseTranspose(partner as Dense, config as never);
}
