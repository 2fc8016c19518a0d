import type { NdArray } from "../../core/ndarray.ts";
import * as losses from "./index.ts";
import type { Loss } from "./loss.ts";

/** A loss by its name, Keras's in camelCase. */
export type LossName = keyof typeof losses;

/** A loss that is made for some data, with the name that messages call it. */
export interface MadeLoss {
  readonly name: string;
  readonly of: Loss;
  /** Whether targets may have missing values (NaN), which the loss leaves out; false by default. */
  readonly missing?: boolean;
}

/** One of the losses by its name, or one that was made. */
export type LossChoice = LossName | MadeLoss;

const named: Readonly<Record<LossName, Loss>> = losses;

export const lossOf = (loss: LossChoice): Loss => (typeof loss === "string" ? named[loss] : loss.of);

export const lossNameOf = (loss: LossChoice): string => (typeof loss === "string" ? loss : loss.name);

/** Whether targets may have missing values (NaN). */
export const takesMissing = (loss: LossChoice): boolean => typeof loss !== "string" && loss.missing === true;

/** Whether a loss takes class numbers instead of values of the outputs' shape. */
export const takesLabels = (loss: LossChoice): boolean => lossOf(loss).targets === "classes";

/** Whether a loss takes any numbers, so that they can be scaled for it. `mixed` is the name of the loss that is made for a table's columns. */
export const takesAnyNumbers = (loss: LossChoice | "mixed"): boolean =>
  loss === "mixed" || (lossOf(loss).targets ?? "numbers") === "numbers";

/** The index of the first target that is below 0 or above 1, for a loss that takes probabilities; otherwise -1. */
export const firstUnfit = (loss: LossChoice, { data }: NdArray): number =>
  lossOf(loss).targets === "probabilities" ? (data as Float32Array).findIndex((y) => y < 0 || y > 1) : -1;

/** The index of the first label that isn't the number of a class; -1 if all are. */
export const rowOutsideOf = (classes: number, { data }: NdArray): number =>
  Array.from(data, Number).findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
