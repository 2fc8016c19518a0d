import { OptionError } from "../core/errors.ts";
import { nearest } from "../core/suggest.ts";

/**
 * What a saved model has of your own, by its name: layers (their classes), and functions. A folder only names them, as loading never runs code from it.
 * @example
 * await load("folder", { customObjects: { Swish } });
 */
export type CustomObjects = Readonly<Record<string, unknown>>;

/**
 * One of codings's own things by its name, or one of yours.
 * @param what "layer": what messages call it.
 * @throws OptionError where there is neither, with the nearest name and how to give one.
 */
export function ownOrCustom<T>(
  what: string,
  name: string,
  known: Readonly<Record<string, T>>,
  custom: CustomObjects = {},
): T | unknown {
  if (Object.hasOwn(known, name)) return known[name];
  if (Object.hasOwn(custom, name)) return custom[name];
  const near = nearest(name, [...Object.keys(known), ...Object.keys(custom)]);
  throw new OptionError(
    `Unknown ${what} "${name}".${near ? ` Did you mean "${near}"?` : ""} If it is one of your own, give it when loading: customObjects: { ${name} }.`,
  );
}
