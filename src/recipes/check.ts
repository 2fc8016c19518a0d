import { ownOptions } from "../autoencoders/family.ts";
import type { Family } from "../autoencoders/index.ts";
import { expectKnown } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { unfit } from "./kinds.ts";
import { recipeOption, recipeOptions, recipeOptionsIn } from "./schema.ts";

const KNOWN = Object.fromEntries(Object.keys(recipeOptions).map((name) => [name, true as const]));

/**
 * Checks options as library code gives them: their names and their values.
 * @param where the function's name, for messages. @param others the names of its other options. @param own a family of one's own, which `family` names.
 * @throws OptionError with the nearest name, or with what an option takes.
 */
export function checkRecipeOptions(
  where: string,
  options: object,
  others: Readonly<Record<string, true>> = {},
  own?: Family,
): void {
  const ofFamily = Object.fromEntries((own ? ownOptions(own) : []).map(([name]) => [name, true as const]));
  expectKnown({ where, names: { ...KNOWN, ...others, ...ofFamily } }, options);
  for (const [name, value] of Object.entries(recipeOptionsIn(options))) {
    // The family's own options are checked when it makes its settings.
    if (Object.hasOwn(ofFamily, name) || (own && name === "family")) continue;
    const { kind } = recipeOption(name)!;
    if (kind.schema.safeParse(value).success) continue;
    if (kind.names && typeof value === "string") lookUp(name, value, kind.names);
    throw unfit(name, kind.code ?? kind.takes, value);
  }
}
