import { type Message, message, type OptionValue, option } from "../../core/message.ts";
import { rounded } from "../../core/words.ts";
import type { Autoencoder } from "../autoencoder.ts";
import type { Settings } from "../options.ts";
import { NUMBER_DEFAULTS } from "../plan/defaults.ts";
import type { Principal } from "../plan/principal.ts";
import { noiseOf } from "../plan/start-dense.ts";
import { gaussianOf } from "./divergences.ts";

/** Options of another training that repair a problem. */
export interface Remedy {
  readonly family?: "linear";
  readonly codings?: number;
  readonly hidden?: readonly number[];
  readonly loss?: "mse";
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly start?: "pca";
  readonly epochs?: number;
  readonly klWeight?: number;
  readonly fineTune?: true;
  readonly pooling?: "strides";
}

/** Optimizers whose steps are about as large as their learning rate, as for Adam. */
const LIKE_ADAM = ["adam", "adamw", "nadam", "rmsprop"];
const isLikeAdam = ({ optimizer }: Settings): boolean => LIKE_ADAM.includes(String(optimizer));
/**
 * The usual learning rate of these optimizers, and the factor by which another rate must differ to be the possible cause of a
 * failed training.
 */
const USUAL = { optimizer: NUMBER_DEFAULTS.optimizer, learningRate: 0.001 } as const;
const FACTOR = 5;
const isOff = (value: number, usual: number): boolean => value > FACTOR * usual || value < usual / FACTOR;

/** Returns the usual optimizer and learning rate; undefined if the autoencoder has them. */
function towardsUsual({ settings }: Autoencoder): Remedy | undefined {
  if (!isLikeAdam(settings)) return USUAL;
  return isOff(settings.learningRate ?? USUAL.learningRate, USUAL.learningRate)
    ? { learningRate: USUAL.learningRate }
    : undefined;
}

/** Factor by which a training that was too short should be longer. */
const LONGER = 10;

const epochsOf = ({ settings, history }: Autoencoder): number =>
  history.reduce((most, { epoch }) => Math.max(most, epoch), 0) || settings.epochs;

const longer = (autoencoder: Autoencoder): Remedy => ({ epochs: LONGER * epochsOf(autoencoder) });

/**
 * Minimum number of steps of a usual training. With fewer, the loss may still be high, and the first steps from good initial
 * weights may make it worse.
 */
const LEAST_STEPS = 1500;
/** Maximum number of epochs, because more would memorise few examples. */
const MOST_EPOCHS = 50;

/**
 * Returns the number of epochs with enough steps, if the training had fewer.
 * @param learned number of training examples, if it is known.
 */
function longEnough(autoencoder: Autoencoder, learned: number | undefined): Remedy {
  if (learned === undefined) return {};
  const epochs = Math.min(MOST_EPOCHS, Math.ceil(LEAST_STEPS / Math.ceil(learned / autoencoder.settings.batchSize)));
  return epochs > epochsOf(autoencoder) ? { epochs } : {};
}

/** Returns the remedy for a training that failed. */
export function forTraining(autoencoder: Autoencoder, learned: number | undefined): Remedy {
  const usual = towardsUsual(autoencoder);
  return usual ? { ...usual, ...longEnough(autoencoder, learned) } : longer(autoencoder);
}

/**
 * Returns the remedy for a network that is worse than PCA: it begins with the reconstructions of PCA, and uses the loss that PCA
 * minimises. More epochs with another loss may not be enough: on 2,750 drawn garments the lecture's variational autoencoder has
 * 2.6 times the error of PCA after 5 epochs, and 1.4 times after 40.
 */
export function forError(autoencoder: Autoencoder, principal: Principal, learned: number | undefined): Remedy {
  const { descriptor, settings, history, trained } = autoencoder;
  const { hidden, codings, loss, start, table, encoder, decoder } = settings;
  const isNarrow = descriptor.examples === "any" && hidden.some((units) => units < codings);
  if (isNarrow) return { hidden: hidden.map((units) => Math.max(units, 2 * codings)) };
  const canStart = descriptor.plan && !encoder && !decoder && !table;
  const remedy: Remedy = {
    ...(canStart && loss !== "mse" && { loss: "mse" }),
    ...towardsUsual(autoencoder),
    ...(canStart && start !== "pca" && { start: "pca" }),
    // Layers that greedy training learns one after another may not fit together.
    ...("fineTune" in descriptor.options && !("fineTune" in settings && settings.fineTune) && { fineTune: true }),
    ...("pooling" in descriptor.options &&
      canStart &&
      !("pooling" in settings && settings.pooling === "strides") && { pooling: "strides" }),
  };
  const isChanged = Object.keys(remedy).length > 0;
  const enough = isChanged ? longEnough(autoencoder, learned) : {};
  if (gaussianOf(trained) && !encoder)
    return {
      ...remedy,
      ...(remedy.loss ? { klWeight: weightFor(principal, codings) } : lowerWeight(autoencoder, principal)),
      ...enough,
    };
  if (isChanged) return { ...remedy, ...enough };
  // If the loss no longer decreased, more epochs wouldn't help.
  const hasEnded = history.length > 0 && autoencoder.stopped !== undefined;
  return hasEnded && descriptor.name !== "linear" ? { family: "linear" } : longer(autoencoder);
}

/**
 * Returns the remedy for codings that are the same for all examples: the usual optimizer and learning rate, or, if it has these,
 * no more codings than those that differ.
 */
export const fewerCodings = (autoencoder: Autoencoder, alive: number): Remedy =>
  towardsUsual(autoencoder) ?? { codings: Math.max(1, alive) };

/** Returns the weight of the divergence that corresponds to probabilistic PCA, relative to the squared error. */
const weightFor = (principal: Principal, codings: number): number =>
  rounded((2 * noiseOf(principal, codings)) / principal.width, 2);

/**
 * Returns the remedy for codings without information: the weight of the divergence that corresponds to probabilistic PCA, or a
 * tenth of the present weight if that is smaller.
 * @param principal principal directions of the examples, if they are known.
 */
export function lowerWeight({ trained, settings }: Autoencoder, principal: Principal | undefined): Remedy {
  const tenth = rounded(gaussianOf(trained)!.weight / 10, 2);
  const isSquared = principal && settings.loss !== "binaryCrossentropy";
  return { klWeight: isSquared ? Math.min(tenth, weightFor(principal, settings.codings)) : tenth };
}

type Wording = { readonly [K in keyof Remedy]-?: (value: NonNullable<Remedy[K]>, now: Settings) => string };

const WORDS: Wording = {
  family: () => "the linear family, which is as good as PCA",
  codings: () => "fewer codings",
  hidden: () => "wider hidden layers",
  loss: () => "the squared error",
  optimizer: () => "another optimizer",
  learningRate: (value, now) =>
    isLikeAdam(now) ? `a ${(now.learningRate ?? 0) > value ? "lower" : "higher"} learning rate` : "its usual learning rate",
  start: () => "initial weights from PCA",
  epochs: () => "more epochs",
  klWeight: (value, now) =>
    `a ${"klWeight" in now && Number(now.klWeight) < value ? "higher" : "lower"} weight of the divergence`,
  fineTune: () => "fine-tuning of the whole network at the end",
  pooling: () => "strides instead of pooling",
};

/** Describes a remedy in words: "Train with a lower learning rate (learningRate: 0.001)." */
export function worded({ settings }: Autoencoder, remedy: Remedy): Message {
  const parts = (Object.entries(remedy) as [keyof Remedy, OptionValue][]).map(
    ([name, value]) => message`${WORDS[name](value as never, settings)} (${option(name, value)})`,
  );
  const joined = parts.reduce((before, part, i) => message`${before}${i === parts.length - 1 ? " and " : ", "}${part}`);
  return message`Train with ${joined}.`;
}
