import { UsageError } from "./errors.ts";
import { listed } from "./words.ts";

/**
 * Checks that a file name ends in one of the given endings.
 * @param what - noun for the contents in the message, in the plural.
 * @throws UsageError if it ends in none of them. The message lists them.
 */
export function expectEnding(file: string, what: string, ...endings: readonly string[]): void {
  if (endings.some((ending) => file.endsWith(ending))) return;
  const which = endings.length === 1 ? "that" : "one of those";
  throw new UsageError(`${file}: ${what} are written as ${listed(endings, "or")}. Choose a file name that ends in ${which}.`);
}
