import { expectKnown } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { unfit } from "./kinds.ts";
import { recipeOption, recipeOptions, recipeOptionsIn } from "./schema.ts";

const KNOWN = Object.fromEntries(Object.keys(recipeOptions).map((name) => [name, true as const]));

/**
 * Checks options as library code gives them: their names and their values.
 * @param where the function's name, for messages. @param others the names of its other options.
 * @throws OptionError with the nearest name, or with what an option takes.
 */
export function checkRecipeOptions(where: string, options: object, others: Readonly<Record<string, true>> = {}): void {
  expectKnown({ where, names: { ...KNOWN, ...others } }, options);
  for (const [name, value] of Object.entries(recipeOptionsIn(options))) {
    const { kind } = recipeOption(name)!;
    if (kind.schema.safeParse(value).success) continue;
    if (kind.names && typeof value === "string") lookUp(name, value, kind.names);
    throw unfit(name, kind.takes, value);
  }
}
