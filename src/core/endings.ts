import { OptionError } from "./errors.ts";

/** A file's name doesn't say a format that can be written. */
export class EndingError extends OptionError {}

/**
 * Checks that a file's name ends in one of some endings.
 * @param what is written, in the plural, for the message.
 * @throws EndingError with the endings where it doesn't.
 */
export function expectEnding(file: string, what: string, ...endings: readonly string[]): void {
  if (endings.some((ending) => file.endsWith(ending))) return;
  const isOne = endings.length === 1;
  const listed = isOne ? endings[0] : `${endings.slice(0, -1).join(", ")} or ${endings.at(-1)}`;
  throw new EndingError(`${file}: ${what} are written as ${listed}. Let the name end in ${isOne ? "that" : "one of those"}.`);
}
