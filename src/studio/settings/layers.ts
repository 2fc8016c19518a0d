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

/** A chosen layer: its kind, and its options as in `layer.config()`. */
export interface LayerChoice {
  readonly kind: string;
  readonly config: Readonly<Record<string, LayerOption>>;
  /** The place in the encoder of the layer whose kernel this layer shares. */
  readonly tiedTo?: number;
}

export type LayerOption = string | number | boolean | null | readonly number[];

/** The chosen layers of an encoder and a decoder. */
export interface LayerChoices {
  readonly encoder: readonly LayerChoice[];
  readonly decoder: readonly LayerChoice[];
}

/** A field of the layer editor: the option's name, its label and its type. */
export interface OptionField {
  readonly name: string;
  readonly label: string;
  readonly type: "count" | "share" | "activation" | "padding" | "shape" | "pair";
}

const activation: OptionField = { name: "activation", label: "activation", type: "activation" };
const kernelSize: OptionField = { name: "kernelSize", label: "kernel size", type: "pair" };
const strides: OptionField = { name: "strides", label: "strides", type: "pair" };
const padding: OptionField = { name: "padding", label: "padding", type: "padding" };

/** The kinds of layers that the editor offers, the options that it shows, and their first values. Other options of a layer don't change. */
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
    fields: [{ name: "poolSize", label: "pool size", type: "pair" }, padding],
    first: { poolSize: [2, 2], padding: "valid" },
  },
  UpSampling2D: { fields: [{ name: "size", label: "size", type: "pair" }], first: { size: [2, 2] } },
  Flatten: { fields: [], first: {} },
  Reshape: { fields: [{ name: "shape", label: "shape", type: "shape" }], first: { shape: [28, 28] } },
  Dropout: { fields: [{ name: "rate", label: "rate", type: "share" }], first: { rate: 0.5 } },
  GaussianNoise: { fields: [{ name: "stddev", label: "std. deviation", type: "share" }], first: { stddev: 0.2 } },
  BatchNormalization: { fields: [], first: { momentum: 0.99, epsilon: 0.001 } },
  Activation: { fields: [activation], first: { activation: "selu" } },
};

export const activationNames = Object.keys(activations) as ActivationName[];

/** Returns the layers of a model as choices. */
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

/** Reports a layer that doesn't fit: the part, the place of the layer in it, and the reason. */
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

/** Builds a model of chosen layers for inputs of a shape. @throws LayerError if a layer doesn't fit. */
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
      `The last layer returns [${given.join(", ")}], but an autoencoder must return the shape of its inputs, [${wanted.join(", ")}]. Change the last layers.`,
    );
  return model;
}

function partOf(
  part: "encoder" | "decoder",
  choices: readonly LayerChoice[],
  inputShape: readonly number[],
  encoder: readonly Layer[] = [],
): Sequential {
  if (choices.length === 0) throw new LayerError(part, 0, `The ${part} has no layers. Add at least one.`);
  let shape = inputShape;
  const layers = choices.map((choice, place) => {
    try {
      const layer = layerOf(choice, encoder);
      shape = layer.outputShapeFor(shape);
      return layer;
    } catch (error) {
      const { message } = error as Error;
      // Layers leave out the subject ("expects images"); messages about options name the option ("alpha must be a number").
      throw new LayerError(part, place, /^[a-z](?![^.]*\bmust\b)/.test(message) ? `This layer ${message}` : message);
    }
  });
  const whole = sequential(layers, { name: part });
  whole.buildFor(inputShape);
  return whole;
}

/** Makes a chosen layer. A tied layer shares the kernel of a layer of the encoder. @throws OptionError if the options or the partner are invalid. */
export function layerOf({ kind, config, tiedTo }: LayerChoice, encoder: readonly Layer[]): Layer {
  if (tiedTo === undefined) return lookUp("layer", kind, layerKinds)(config as never, {}) as Layer;
  const partner = encoder[tiedTo];
  if (!partner)
    throw new OptionError(
      "shares the weights of a layer of the encoder that was removed. Change its kind to Dense, or remove it.",
    );
  if (partner.kind !== "Dense")
    throw new OptionError(
      `shares the weights of layer ${tiedTo + 1} of the encoder, which is no longer a Dense layer. Change its kind to Dense, or remove it.`,
    );
  return denseTranspose(partner as Dense, config as never);
}
