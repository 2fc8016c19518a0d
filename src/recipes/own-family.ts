import { type Family, families } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { DETECTOR, type RecipeOptions } from "./schema.ts";

/** Training options in which `family` may be the user's own family instead of a name. */
export type WithFamily<T extends Pick<RecipeOptions, "family">> = Omit<T, "family"> & {
  readonly family?: string | Family | undefined;
};

/** Names that an own family can't have, because saved models of built-in kinds have them. */
const TAKEN: readonly string[] = [...Object.keys(families), DETECTOR, "sequential", "model", "classifier"];

/**
 * Returns the options with the name of the family, and the family itself if it is the user's own.
 * @throws OptionError if `family` isn't a family, or if its name is that of a built-in kind, so that saved models couldn't be
 * distinguished.
 */
export function withNamedFamily<T extends Pick<RecipeOptions, "family">>(
  options: WithFamily<T>,
): { readonly options: T; readonly own: Family | undefined } {
  const { family } = options;
  if (typeof family !== "object") return { options: options as T, own: undefined };
  const { name, build, defaults } = Object(family) as Partial<Family>;
  if (typeof name !== "string" || typeof build !== "function" || !defaults)
    throw new OptionError(
      'family must be a name, such as "stacked", or the return value of family({ name, defaults, build, … }).',
    );
  const named = { ...options, family: name } as unknown as T;
  if (families[name] === family) return { options: named, own: undefined };
  if (TAKEN.includes(name))
    throw new OptionError(
      `Your own family can't be called "${name}", which is the name of a built-in kind of model. Give it another name.`,
    );
  return { options: named, own: family };
}
