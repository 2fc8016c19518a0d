import { type CustomObjects, isSavedCustom, ownOrCustom, type SavedCustom, savedCustom } from "../../core/custom-objects.ts";
import { knownLoss, type LossChoice, type MadeLoss } from "./choice.ts";
import type { LossFunction } from "./loss.ts";

/** A loss as JSON keeps it: the name of one of codings, or that of one of your own. */
export type DescribedLoss = string | (SavedCustom & { readonly asRows?: true; readonly missing?: true });

/** What a saved model keeps of a loss. @throws OptionError where one of your own has no name. */
export function describeLoss(loss: LossChoice): DescribedLoss {
  const known = knownLoss(loss);
  if (known !== undefined) return typeof loss === "string" ? loss : known;
  const saved = savedCustom("loss", loss as object);
  return typeof loss === "function" ? saved : { ...saved, asRows: true, ...((loss as MadeLoss).missing && { missing: true }) };
}

/** The loss of a description. @throws OptionError where it is of your own, and `customObjects` doesn't have it. */
export function lossFrom(described: DescribedLoss, customObjects: CustomObjects = {}): LossChoice {
  if (!isSavedCustom(described)) return described as LossChoice;
  const { custom: name, asRows, missing } = described;
  const found = ownOrCustom("loss", name, {}, customObjects) as LossFunction | MadeLoss;
  return asRows && typeof found === "function" ? { name, of: found, ...(missing && { missing }) } : found;
}
