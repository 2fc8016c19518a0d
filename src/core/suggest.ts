import { OptionError } from "./errors.ts";

/** Counts the mistakes between two words: a wrong, missing or additional character, or two that changed places (Damerau, 1964). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [before, next] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(before[j]! + 1, next[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(next);
  }
  return rows[a.length]![b.length]!;
}

/** Removes case and separators, so that mean_squared_error and meanSquaredError are the same name. */
const plain = (name: string): string => name.toLowerCase().replace(/[_\s-]/g, "");

/** Names that other libraries, mainly Keras, use for the same things. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["meansquarederror", "mse"],
  ["meanabsoluteerror", "mae"],
  ["bce", "binaryCrossentropy"],
  ["cce", "categoricalCrossentropy"],
  ["scce", "sparseCategoricalCrossentropy"],
  ["acc", "accuracy"],
  ["silu", "swish"],
  ["xavieruniform", "glorotUniform"],
  ["xaviernormal", "glorotNormal"],
  ["kaiminguniform", "heUniform"],
  ["kaimingnormal", "heNormal"],
]);

/** Returns the known name that is most similar to a mistyped one; undefined if none is similar enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const meant = ELSEWHERE.get(plain(name));
  if (meant !== undefined && known.includes(meant)) return meant;
  const ranked = known.map((k) => ({ k, d: distance(plain(name), plain(k)) })).sort((x, y) => x.d - y.d);
  const [first] = ranked;
  // The first letter is rarely mistyped: "alfa" means "alpha", but "fast" doesn't mean "best".
  const most = first && first.k[0]?.toLowerCase() === name[0]?.toLowerCase() ? 2 : 1;
  return first && first.d <= Math.max(most, name.length / 3) ? first.k : undefined;
}

/** Suggests the most similar name, or lists all known names. */
export function hintFor(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near ? `Did you mean "${near}"?` : `Known: ${known.join(", ")}.`;
}

/**
 * Looks a name up among named values.
 * @param kind - noun for the values in messages, such as "activation".
 * @throws OptionError if the name is unknown. The message suggests the most similar name or lists all.
 */
export function lookUp<T>(kind: string, name: string, known: Readonly<Record<string, T>>): T {
  if (typeof name !== "string")
    throw new OptionError(
      `The ${kind} must be a name (${Object.keys(known).join(", ")}), but it is ${name === null ? "null" : `a ${typeof name}`}.`,
    );
  if (Object.hasOwn(known, name)) return known[name]!;
  throw new OptionError(`Unknown ${kind} "${name}". ${hintFor(name, Object.keys(known))}`);
}
