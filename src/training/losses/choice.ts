import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { lookUp } from "../../core/suggest.ts";
import { nameOf } from "../../graph/own-function.ts";
import { lossAliases } from "./aliases.ts";
import * as losses from "./index.ts";
import { type Loss, type LossFunction, loss as lossWith } from "./loss.ts";

/** Name of a built-in loss: Keras's name in camelCase. */
export type LossName = keyof typeof losses;

/** One of Keras's full names of losses, such as `meanSquaredError`. */
export type LossAlias = keyof typeof lossAliases;

/**
 * A loss that is made for particular data, with its name in messages. It gets targets and outputs as rows [batch, numbers],
 * unless `of.perClass` is set.
 */
export interface MadeLoss {
  readonly name: string;
  readonly of: Loss;
  /** Whether targets may have missing values (NaN), which the loss ignores; false by default. */
  readonly missing?: boolean;
}

/** A loss: the name of a built-in one, a function of tensors, or one that was made for particular data. */
export type LossChoice = LossName | LossAlias | LossFunction | MadeLoss;

const named: Readonly<Record<LossName, Loss>> = losses;
const byFunction: ReadonlyMap<unknown, LossName> = new Map(
  Object.entries(named).map(([name, of]) => [of, name as LossName] as const),
);

/** Sentence for messages about a loss of one's own where only a name is possible. */
export const OWN_LOSS = "compile of a model takes a loss of your own: sequential([encoder, decoder]).compile({ loss }).";

/** Returns the name of a built-in loss, also if it is given as a function. Undefined for a custom loss. */
export function knownLoss(loss: LossChoice): LossName | undefined {
  if (typeof loss === "string") return Object.hasOwn(lossAliases, loss) ? lossAliases[loss as LossAlias] : (loss as LossName);
  return byFunction.get(loss);
}

/** Returns the function of a loss. A custom function gets targets and outputs in their own shapes. */
export function lossOf(loss: LossChoice): Loss {
  const name = knownLoss(loss);
  if (name !== undefined) return named[name];
  if (typeof loss !== "function") return (loss as MadeLoss).of;
  return lossWith((y, p) => loss(y, p), { perClass: true, anyShape: true });
}

/** Names a loss at the beginning of a message: "The loss mse". */
export const theLoss = (loss: LossChoice): string => nameOf("loss", knownLoss(loss) ?? (loss as MadeLoss | LossFunction).name);

/**
 * @throws OptionError if this is an unknown name (the message suggests the nearest one), or neither a name, a function nor
 * `{ name, of }`.
 */
export function expectLoss(loss: LossChoice): void {
  if (typeof loss === "string") lookUp("loss", loss, { ...lossAliases, ...named });
  else if (typeof loss !== "function" && typeof loss?.of !== "function")
    throw new OptionError(
      `loss must be a name (${Object.keys(losses).join(", ")}), a function (yTrue, yPred) => tensor, or { name, of }, but it is ${loss === null ? "null" : Array.isArray(loss) ? "a list" : typeof loss}.`,
    );
}

/** Returns whether targets may have missing values (NaN). */
export const takesMissing = (loss: LossChoice): boolean => typeof loss === "object" && loss.missing === true;

/** Returns whether a loss takes class numbers instead of values in the outputs' shape. */
export const takesLabels = (loss: LossChoice): boolean => lossOf(loss).targets === "classes";

/**
 * Returns whether a loss accepts any numbers, so that targets can be scaled. `mixed` is the name of the loss for a table's
 * columns.
 */
export const takesAnyNumbers = (loss: LossChoice | "mixed"): boolean =>
  loss === "mixed" || (lossOf(loss).targets ?? "numbers") === "numbers";

/** Targets that a loss accepts, if it doesn't accept all numbers. */
const ranges: Partial<Record<NonNullable<Loss["targets"]>, { readonly words: string; fits(y: number): boolean }>> = {
  probabilities: { words: "targets from 0 to 1", fits: (y) => y >= 0 && y <= 1 },
  counts: { words: "targets of 0 and above", fits: (y) => y >= 0 },
  signs: { words: "targets of -1 and 1, or of 0 and 1", fits: (y) => y === 1 || y === -1 || y === 0 },
};

/** Describes the targets that a loss accepts, for messages. */
export const targetsTaken = (loss: LossChoice): string => ranges[lossOf(loss).targets ?? "numbers"]?.words ?? "any numbers";

/** Returns the index of the first target that the loss doesn't accept, or -1. */
export function firstUnfit(loss: LossChoice, { data }: NdArray): number {
  const range = ranges[lossOf(loss).targets ?? "numbers"];
  return range ? (data as Float32Array).findIndex((y) => !range.fits(Number(y))) : -1;
}

/** Returns the index of the first label that isn't a class number, or -1. */
export const rowOutsideOf = (classes: number, { data }: NdArray): number =>
  Array.from(data, Number).findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
