import { UsageError } from "./errors.ts";
import { listed } from "./words.ts";

/**
 * Checks that a file's name ends in one of some endings.
 * @param what is written, in the plural, for the message.
 * @throws UsageError with the endings where it doesn't.
 */
export function expectEnding(file: string, what: string, ...endings: readonly string[]): void {
  if (endings.some((ending) => file.endsWith(ending))) return;
  const which = endings.length === 1 ? "that" : "one of those";
  throw new UsageError(`${file}: ${what} are written as ${listed(endings, "or")}. Let the name end in ${which}.`);
}
