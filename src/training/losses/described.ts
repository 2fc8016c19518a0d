import { type CustomObjects, isSavedCustom, ownOrCustom, type SavedCustom, savedCustom } from "../../core/custom-objects.ts";
import { knownLoss, type LossChoice, type MadeLoss } from "./choice.ts";
import type { LossFunction } from "./loss.ts";

/** A loss as it is stored in JSON: the name of a built-in or of a custom loss. */
export type DescribedLoss = string | (SavedCustom & { readonly asRows?: true; readonly missing?: true });

/** Describes a loss for a saved model. @throws OptionError if a custom loss has no name. */
export function describeLoss(loss: LossChoice): DescribedLoss {
  const known = knownLoss(loss);
  if (known !== undefined) return typeof loss === "string" ? loss : known;
  const saved = savedCustom("loss", loss as object);
  return typeof loss === "function" ? saved : { ...saved, asRows: true, ...((loss as MadeLoss).missing && { missing: true }) };
}

/** Restores a described loss. @throws OptionError if it is a custom loss that `customObjects` doesn't have. */
export function lossFrom(described: DescribedLoss, customObjects: CustomObjects = {}): LossChoice {
  if (!isSavedCustom(described)) return described as LossChoice;
  const { custom: name, asRows, missing } = described;
  const found = ownOrCustom("loss", name, {}, customObjects) as LossFunction | MadeLoss;
  return asRows && typeof found === "function" ? { name, of: found, ...(missing && { missing }) } : found;
}
