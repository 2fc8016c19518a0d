import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { attempt } from "./attempt.ts";
import { UsageError } from "./errors.ts";

/**
 * Makes sure that nothing is written over what it is made of, whatever links lead to it.
 * @param outputs files that are to be written; those that aren't there yet, devices and folders overwrite nothing.
 * @param inputs paths, patterns ("parts/*.csv") and arrays of files ("a.npz:x"); other texts name no file.
 * @throws UsageError where an output is an input, or two outputs are one file.
 */
export async function expectNotOverwritten(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const twice = outputs.find((output, i) => outputs.slice(0, i).some((other) => resolve(other) === resolve(output)));
  if (twice !== undefined && twice !== "-")
    throw new UsageError(`${twice} is to hold two results, of which the second would overwrite the first. Give two names.`);
  for (const output of outputs) {
    const written = await fileAt(output);
    if (written === undefined) continue;
    for (const input of inputs) {
      const path = pathOf(input);
      if ((await fileAt(path)) === written || isMatched(path, output))
        throw new UsageError(
          `${output} is ${output === input ? "what is read" : `what is read (${input})`}, and would be overwritten. Give the output another name.`,
        );
    }
  }
}

/** What tells a regular file from all others. */
async function fileAt(path: string): Promise<string | undefined> {
  const info = await stat(path, { bigint: true }).catch(() => undefined);
  return info?.isFile() ? `${info.dev} ${info.ino}` : undefined;
}

function pathOf(input: string): string {
  const path = /^file:\/\//i.test(input) ? (attempt(() => fileURLToPath(input)) ?? input) : input;
  return path.replace(/(\.npz):[^/\\]+$/i, "$1");
}

function isMatched(pattern: string, path: string): boolean {
  if (!/[*?[]/.test(pattern)) return false;
  const source = resolve(pattern).replace(/\*\*\/?|[*?]|\[[^\]]*\]|[.+^${}()|\\[\]]/g, (part) => {
    if (part.startsWith("**")) return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.length > 1 ? part.replace(/^\[!/, "[^") : `\\${part}`;
  });
  return attempt(() => new RegExp(`^${source}$`).test(resolve(path))) ?? false;
}
