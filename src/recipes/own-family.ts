import { type Family, families } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { DETECTOR, type RecipeOptions } from "./schema.ts";

/** Options of a training whose family may be a descriptor in place of a name. */
export type WithFamily<T extends Pick<RecipeOptions, "family">> = Omit<T, "family"> & {
  readonly family?: string | Family | undefined;
};

/** Names that folders of other models than autoencoders have for their kind. */
const TAKEN: readonly string[] = [...Object.keys(families), DETECTOR, "sequential", "model", "classifier"];

/**
 * Options with the family by its name, and the family where it is one of your own.
 * @throws OptionError if this is no family, or it has a name that is taken, so that a saved model couldn't be told from another kind.
 */
export function withNamedFamily<T extends Pick<RecipeOptions, "family">>(
  options: WithFamily<T>,
): { readonly options: T; readonly own: Family | undefined } {
  const { family } = options;
  if (typeof family !== "object") return { options: options as T, own: undefined };
  const { name, build, defaults } = Object(family) as Partial<Family>;
  if (typeof name !== "string" || typeof build !== "function" || !defaults)
    throw new OptionError('family is a name, such as "stacked", or what family({ name, defaults, build, … }) gives.');
  const named = { ...options, family: name } as unknown as T;
  if (families[name] === family) return { options: named, own: undefined };
  if (TAKEN.includes(name))
    throw new OptionError(`A family of your own is called "${name}", as a kind of model of codings. Give it another name.`);
  return { options: named, own: family };
}
