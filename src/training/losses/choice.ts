import { OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { lookUp } from "../../core/suggest.ts";
import { lossAliases } from "./aliases.ts";
import * as losses from "./index.ts";
import { type Loss, type LossFunction, loss as lossWith } from "./loss.ts";

/** A loss by its name, Keras's in camelCase. */
export type LossName = keyof typeof losses;

/** One of Keras's full names, such as `meanSquaredError`. */
export type LossAlias = keyof typeof lossAliases;

/** A loss that is made for some data, with the name that messages call it. It gets targets and outputs as rows [batch, numbers], unless `of.perClass`. */
export interface MadeLoss {
  readonly name: string;
  readonly of: Loss;
  /** Whether targets may have missing values (NaN), which the loss leaves out; false by default. */
  readonly missing?: boolean;
}

/** One of the losses by its name, a function of tensors, or one that was made. */
export type LossChoice = LossName | LossAlias | LossFunction | MadeLoss;

const named: Readonly<Record<LossName, Loss>> = losses;
const byFunction: ReadonlyMap<unknown, LossName> = new Map(
  Object.entries(named).map(([name, of]) => [of, name as LossName] as const),
);

/** The name of a loss that codings has, however it is chosen; undefined for one of your own. */
export function knownLoss(loss: LossChoice): LossName | undefined {
  if (typeof loss === "string") return Object.hasOwn(lossAliases, loss) ? lossAliases[loss as LossAlias] : (loss as LossName);
  return byFunction.get(loss);
}

/** The function of a loss. One of your own gets targets and outputs as they are. */
export function lossOf(loss: LossChoice): Loss {
  const name = knownLoss(loss);
  if (name !== undefined) return named[name];
  if (typeof loss !== "function") return (loss as MadeLoss).of;
  return lossWith((y, p) => loss(y, p), { perClass: true, anyShape: true });
}

/** What messages call a loss; a function without a name is "loss". */
export const lossNameOf = (loss: LossChoice): string => knownLoss(loss) ?? ((loss as MadeLoss | LossFunction).name || "loss");

/** @throws OptionError where this is no loss: an unknown name (with the nearest one), or neither a name, a function nor `{ name, of }`. */
export function expectLoss(loss: LossChoice): void {
  if (typeof loss === "string") lookUp("loss", loss, { ...lossAliases, ...named });
  else if (typeof loss !== "function" && typeof loss?.of !== "function")
    throw new OptionError(
      `loss is the name of one (${Object.keys(losses).join(", ")}), a function (yTrue, yPred) => tensor, or { name, of }, but this is ${loss === null ? "null" : Array.isArray(loss) ? "a list" : typeof loss}.`,
    );
}

/** Whether targets may have missing values (NaN). */
export const takesMissing = (loss: LossChoice): boolean => typeof loss === "object" && loss.missing === true;

/** Whether a loss takes class numbers instead of values of the outputs' shape. */
export const takesLabels = (loss: LossChoice): boolean => lossOf(loss).targets === "classes";

/** Whether a loss takes any numbers, so that they can be scaled for it. `mixed` is the name of the loss that is made for a table's columns. */
export const takesAnyNumbers = (loss: LossChoice | "mixed"): boolean =>
  loss === "mixed" || (lossOf(loss).targets ?? "numbers") === "numbers";

/** Targets that a loss takes, where it doesn't take any numbers. */
const ranges: Partial<Record<NonNullable<Loss["targets"]>, { readonly words: string; fits(y: number): boolean }>> = {
  probabilities: { words: "targets from 0 to 1", fits: (y) => y >= 0 && y <= 1 },
  counts: { words: "targets of 0 and above", fits: (y) => y >= 0 },
  signs: { words: "targets of -1 and 1, or of 0 and 1", fits: (y) => y === 1 || y === -1 || y === 0 },
};

/** Which targets a loss takes, in words. */
export const targetsTaken = (loss: LossChoice): string => ranges[lossOf(loss).targets ?? "numbers"]?.words ?? "any numbers";

/** The index of the first target that the loss doesn't take; -1 if it takes all. */
export function firstUnfit(loss: LossChoice, { data }: NdArray): number {
  const range = ranges[lossOf(loss).targets ?? "numbers"];
  return range ? (data as Float32Array).findIndex((y) => !range.fits(Number(y))) : -1;
}

/** The index of the first label that isn't the number of a class; -1 if all are. */
export const rowOutsideOf = (classes: number, { data }: NdArray): number =>
  Array.from(data, Number).findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
