import { OptionError, ShapeError } from "../core/errors.ts";
import { startsOf } from "../core/rows.ts";
import type { FeatureGroup } from "../data/tables/schema/columns.ts";
import { sameShape, showShape } from "../graph/tensor.ts";
import {
  categoryProbabilities,
  type FeatureRange,
  type Layer,
  missingValues,
  standardization,
  timeDistributed,
} from "../layers/index.ts";
import { BaseModel } from "../models/base-model.ts";
import { Sequential, sequential } from "../models/sequential.ts";
import type { LossChoice } from "../training/losses/choice.ts";
import { mixedLoss } from "../training/losses/mixed.ts";
import { optimizerNamed } from "../training/optimizers/choice.ts";
import type { EncoderDecoder, Family, Network } from "./family.ts";
import { noiseLayer } from "./noise.ts";
import type { AutoencoderOptions, OwnPart, PartSettings, Settings } from "./options.ts";
import { scaledLoss, scalersOf } from "./standardize.ts";

/** Whether an autoencoder is trained to do without values that are there. */
export const makesMissing = ({ noise }: Pick<Settings, "noise">): boolean => noise?.kind === "missing";

/**
 * Builds a family's encoder and decoder for examples of a shape, with the layers around them that all families share: scaling, noise and missing values
 * before, the probabilities of categories and scaling back after.
 * @param features for tables: the group of features of each column.
 */
export function buildNetwork(
  family: Family,
  settings: Settings,
  inputShape: readonly number[],
  features: readonly FeatureGroup[] | undefined,
): Sequential {
  const { noise, seed = 42, scaling, table, loss } = settings;
  const built = partsFor(family, {
    ...settings,
    inputShape,
    outputActivation: loss === "binaryCrossentropy" ? "sigmoid" : "linear",
  });
  /** A layer of rows, for examples that are rows or windows of them. */
  const atEachStep = (layer: Layer): Layer => (table?.windows ? timeDistributed(layer) : layer);
  const by = family.scaledBy?.(inputShape) ?? "element";
  const sizes = features?.map(({ size }) => size);
  const starts = startsOf(sizes ?? []);
  const indicators =
    features && (family.tellsMissing ?? true) ? starts.filter((_, i) => features[i]!.missing || makesMissing(settings)) : [];
  const categories = (features ?? []).flatMap(({ kind, size }, i): FeatureRange[] =>
    kind === "category" ? [{ start: starts[i]!, size }] : [],
  );
  const before = [
    ...(scaling === "standard" ? [standardization({ by })] : []),
    ...(noise ? [noiseLayer(noise, sizes)] : []),
    ...(indicators.length > 0
      ? [atEachStep(missingValues({ indicators }))]
      : features || makesMissing(settings)
        ? [missingValues()]
        : []),
  ];
  const after = [
    ...(categories.length > 0 ? [atEachStep(categoryProbabilities(categories))] : []),
    ...(scaling === "standard" ? [standardization({ by, inverse: true })] : []),
  ];
  const encoder = before.length > 0 ? sequential([...before, ...built.encoder.layers], { name: "encoder" }) : built.encoder;
  const decoder = after.length > 0 ? sequential([...built.decoder.layers, ...after], { name: "decoder" }) : built.decoder;
  const model = sequential([encoder, decoder], { name: "autoencoder", seed });
  model.buildFor(inputShape);
  return model;
}

/** A family's encoder and decoder, or those of your own in their places. @throws OptionError where the family can't be trained with others than its own. */
function partsFor(family: Family, { encoder, decoder, ...settings }: Settings & PartSettings): EncoderDecoder {
  if (!encoder && !decoder) return family.build(settings);
  if (family.trainer)
    throw new OptionError(
      `The family ${family.name} is trained in a way of its own, which its own layers are made for. Leave encoder and decoder out, or take another family, such as "stacked".`,
    );
  const of = (name: "encoder" | "decoder", make: OwnPart | undefined): Sequential | undefined => {
    const part = make?.(settings);
    if (part === undefined) return undefined;
    if (!(part instanceof BaseModel))
      throw new OptionError(
        `${name} is a function that gives a model, such as () => sequential([…]), but it gives ${typeof part}.`,
      );
    return part instanceof Sequential ? part : sequential([part], { name });
  };
  const [first, second] = [of("encoder", encoder), of("decoder", decoder)];
  const own = first && second ? undefined : family.build(settings);
  return { encoder: first ?? own!.encoder, decoder: second ?? own!.decoder };
}

/**
 * The codings that an encoder of your own gives, where they stand in a row.
 * @param told the option, if it was given. @throws OptionError where it says another number.
 */
export function codingsOf({ layers: [encoder] }: Sequential, told: number | undefined): Partial<Pick<Settings, "codings">> {
  const [width, ...more] = (encoder as Sequential).outputShape;
  if (width === undefined || more.length > 0) return {};
  if (told !== undefined && told !== width)
    throw new OptionError(
      `The encoder gives ${width} codings, but the option codings is ${told}. Leave codings out, or make the encoder by it: (settings) => sequential([…, dense(settings.codings)]).`,
    );
  return { codings: width };
}

/** The parts of a model whose two layers are an encoder and a decoder. @throws ShapeError where it has others, or doesn't give its input's shape back. */
export function networkOf(model: Sequential): Network {
  const [encoder, decoder, ...more] = model.layers;
  if (!(encoder instanceof Sequential && decoder instanceof Sequential) || more.length > 0)
    throw new ShapeError("An autoencoder is a sequential model of two: an encoder and a decoder.");
  if (!sameShape(model.outputShape, model.inputExampleShape))
    throw new ShapeError(
      `The decoder "${decoder.name}" gives ${showShape(model.outputShape)}, but the encoder takes ${showShape(model.inputExampleShape)}. An autoencoder gives its input's shape back.`,
    );
  return { encoder, decoder, model };
}

/** The loss function of a network. @param exampleFeatures for tables: the feature groups of a whole example. */
export function lossOf(network: Network, { loss }: Settings, exampleFeatures: readonly FeatureGroup[] | undefined): LossChoice {
  if (loss === "mixed") return mixedLoss(exampleFeatures!);
  const scalers = scalersOf(network);
  return scalers ? scaledLoss(loss, scalers) : loss;
}

/** Compiles a model with a loss and the settings' optimizer, metrics and clipping. @param rate of an optimizer given by name. */
export function compileWith(model: Sequential, loss: LossChoice, settings: Settings, rate = settings.learningRate): Sequential {
  const { metrics = [], clipNorm } = settings;
  const optimizer = settings.optimizer as NonNullable<AutoencoderOptions["optimizer"]>;
  const made = typeof optimizer === "string" ? optimizerNamed(optimizer, rate) : optimizer;
  return model.compile({ loss, optimizer: made, metrics, clipNorm });
}
