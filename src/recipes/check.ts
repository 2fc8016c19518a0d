import { ownOptions } from "../autoencoders/family.ts";
import type { Family } from "../autoencoders/index.ts";
import { expectKnown } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { OWN_LOSS } from "../training/losses/choice.ts";
import { unfit } from "./kinds.ts";
import { recipeOption, recipeOptions, recipeOptionsIn } from "./schema.ts";

const KNOWN = Object.fromEntries(Object.keys(recipeOptions).map((name) => [name, true as const]));

/** Where code can pass values of its own for options that take names. */
const OWN: Readonly<Record<string, string>> = {
  loss: OWN_LOSS,
  metrics: "compile of a model takes metrics of your own: sequential([encoder, decoder]).compile({ loss, metrics }).",
  optimizer: "The classes take an optimizer with options: new StackedAutoencoder({ optimizer: sgd({ momentum: 0.9 }) }).",
};

/**
 * Checks the names and values of options that code passes to the library.
 * @param where - name of the function, for messages. @param others - names of its other options. @param own - the user's own
 * family, if `family` names one.
 * @throws OptionError if an option isn't known (the message suggests a similar name), or if a value isn't valid.
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
    // The family checks its own options when it makes its settings.
    if (Object.hasOwn(ofFamily, name) || (own && name === "family")) continue;
    const { kind } = recipeOption(name)!;
    if (kind.schema.safeParse(value).success) continue;
    if (kind.names && typeof value === "string") lookUp(name, value, kind.names);
    throw unfit(name, kind.code ?? kind.takes, value, typeof value === "string" ? undefined : OWN[name]);
  }
}
