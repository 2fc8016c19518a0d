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
import { type EncoderDecoder, expectExamples, type Family, type Network } from "./family.ts";
import { noiseLayer } from "./noise.ts";
import type { AutoencoderOptions, OwnPart, PartSettings, Settings } from "./options.ts";
import { scaledLoss, scalersOf } from "./standardize.ts";

/** Returns whether an autoencoder is trained with values removed from its inputs. */
export const makesMissing = ({ noise }: Pick<Settings, "noise">): boolean => noise?.kind === "missing";

/**
 * Builds the encoder and the decoder of a family for examples of a shape, with the layers that all families share. Scaling, noise
 * and missing values come before the encoder; the probabilities of categories and the inverse scaling come after the decoder.
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
  /** Applies a layer of rows to examples that are rows, or to each row of a window. */
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

/**
 * Builds a family's encoder and decoder, or uses your own instead.
 * @throws OptionError if the family can only be trained with its own.
 */
function partsFor(family: Family, { encoder, decoder, ...settings }: Settings & PartSettings): EncoderDecoder {
  const build = () => {
    expectExamples(family, settings.inputShape);
    return family.build(settings);
  };
  if (!encoder && !decoder) return build();
  if (family.trainer)
    throw new OptionError(
      `The family ${family.name} has its own training, which needs its own layers. Leave out encoder and decoder, or use another family, such as "stacked".`,
    );
  const of = (name: "encoder" | "decoder", make: OwnPart | undefined): Sequential | undefined => {
    const part = make?.(settings);
    if (part === undefined) return undefined;
    if (!(part instanceof BaseModel))
      throw new OptionError(
        `${name} must be a function that returns a model, such as () => sequential([…]), but it returns ${typeof part}.`,
      );
    return part instanceof Sequential ? part : sequential([part], { name });
  };
  const [first, second] = [of("encoder", encoder), of("decoder", decoder)];
  const own = first && second ? undefined : build();
  return { encoder: first ?? own!.encoder, decoder: second ?? own!.decoder };
}

/**
 * Returns the number of codings of your own encoder, if they are one row.
 * @param told the option, if it was given.
 * @throws OptionError if the option is another number.
 */
export function codingsOf({ layers: [encoder] }: Sequential, told: number | undefined): Partial<Pick<Settings, "codings">> {
  const [width, ...more] = (encoder as Sequential).outputShape;
  if (width === undefined || more.length > 0) return {};
  if (told !== undefined && told !== width)
    throw new OptionError(
      `The encoder returns ${width} codings, but the option codings is ${told}. Leave out codings, or use it in the encoder: (settings) => sequential([…, dense(settings.codings)]).`,
    );
  return { codings: width };
}

/**
 * Returns the parts of a model whose two layers are an encoder and a decoder.
 * @throws ShapeError if it has other layers, or if the decoder doesn't return the shape of the input.
 */
export function networkOf(model: Sequential): Network {
  const [encoder, decoder, ...more] = model.layers;
  if (!(encoder instanceof Sequential && decoder instanceof Sequential) || more.length > 0)
    throw new ShapeError("An autoencoder must be a sequential model of two layers: an encoder and a decoder.");
  if (!sameShape(model.outputShape, model.inputExampleShape))
    throw new ShapeError(
      `The decoder "${decoder.name}" returns ${showShape(model.outputShape)}, but the encoder takes ${showShape(model.inputExampleShape)}. The two shapes must be the same.`,
    );
  return { encoder, decoder, model };
}

/** Returns the loss function of a network. @param exampleFeatures for tables: the feature groups of a whole example. */
export function lossOf(network: Network, { loss }: Settings, exampleFeatures: readonly FeatureGroup[] | undefined): LossChoice {
  if (loss === "mixed") return mixedLoss(exampleFeatures!);
  const scalers = scalersOf(network);
  return scalers ? scaledLoss(loss, scalers) : loss;
}

/**
 * Compiles a model with a loss and the optimizer, metrics and clipping of the settings.
 * @param rate learning rate of an optimizer that is given by name.
 */
export function compileWith(model: Sequential, loss: LossChoice, settings: Settings, rate = settings.learningRate): Sequential {
  const { metrics = [], clipNorm } = settings;
  const optimizer = settings.optimizer as NonNullable<AutoencoderOptions["optimizer"]>;
  const made = typeof optimizer === "string" ? optimizerNamed(optimizer, rate) : optimizer;
  return model.compile({ loss, optimizer: made, metrics, clipNorm });
}
