import type { Command, Option } from "commander";
import { UsageError } from "../core/errors.ts";

/**
 * Checks that no option takes the next option as its value, as `--out --quiet` would.
 * @param words - words of the command line after the command's name.
 * @throws UsageError if one does.
 */
export function expectValues(command: Command, words: readonly string[]): void {
  const below = command.commands.find((each) => each.name() === words[0]);
  if (below) {
    expectValues(below, words.slice(1));
    return;
  }
  const options = new Map<string | undefined, Option>(
    command.options.flatMap((each) => [
      [each.short, each],
      [each.long, each],
    ]),
  );
  for (let at = 0; at < words.length && words[at] !== "--"; at++) {
    const option = options.get(words[at]);
    if (!option?.required) continue;
    const [word, value] = words.slice(at, at + 2);
    if (value !== undefined && (options.has(value) || value === "--" || value === "--help"))
      throw new UsageError(`${word} needs a value, but ${value} comes after it. Give a value, or write ${option.long}=${value}.`);
    at++;
  }
}

/** @throws UsageError if an option for a folder is "-", which is for output on stdout. */
export function expectFolders(command: Command): void {
  const wrong = command.options.find(
    (each) => /<(dir|folder|path)>/.test(each.flags) && command.getOptionValue(each.attributeName()) === "-",
  );
  if (wrong)
    throw new UsageError(`${wrong.long} writes a folder, not rows on stdout. Give a path, or ./- for a folder of this name.`);
}
