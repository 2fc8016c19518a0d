import { arraysIn } from "../models/files.ts";
import { CONFIG, type FolderFiles } from "../models/folder-files.ts";

/** Result of a comparison of all numbers that two trainings have learned. */
export interface NumbersCompared {
  readonly count: number;
  /** Number of them that aren't the same, bit for bit. */
  readonly differing: number;
  /** Largest difference. Missing if none differs, or if only texts or the number of values differ. */
  readonly largest?: number;
  /** Place of the largest difference: an array of model.safetensors or an entry of config.json. */
  readonly where?: string;
}

/** Entries of config.json that a training learns. */
const LEARNED = ["calibration", "ensemble", "usuals", "precision", "threshold", "learned"] as const;

/** Compares the weights of two model folders, and what else they have learned: thresholds, calibration, relations. */
export function compareLearned(saved: FolderFiles, again: FolderFiles): NumbersCompared {
  const [before, now] = [learnedIn(saved), learnedIn(again)];
  let [count, differing, largest] = [0, 0, 0];
  let where: string | undefined;
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    const [one = [], other = []] = [before.get(name), now.get(name)];
    count += Math.max(one.length, other.length);
    for (let i = 0; i < Math.max(one.length, other.length); i++) {
      if (Object.is(one[i], other[i])) continue;
      differing++;
      const [a, b] = [one[i], other[i]];
      const difference = typeof a === "number" && typeof b === "number" ? Math.abs(a - b) : 0;
      if (where === undefined || difference > largest) [largest, where] = [difference, name];
    }
  }
  return { count, differing, ...(where !== undefined && { where, ...(largest > 0 && { largest }) }) };
}

/** Returns everything that a model has learned, by the place in its folder. */
function learnedIn(files: FolderFiles): ReadonlyMap<string, ArrayLike<unknown>> {
  const config = JSON.parse(new TextDecoder().decode(files[CONFIG])) as Readonly<Record<string, unknown>>;
  return new Map<string, ArrayLike<unknown>>([
    ...Object.entries(arraysIn(files)).map(([name, { data }]) => [name, data] as const),
    ...LEARNED.flatMap((name) => [...leavesOf(config[name], name)]).map(([name, value]) => [name, [value]] as const),
  ]);
}

/** Returns each number, text and boolean in a value, with its path. */
function* leavesOf(value: unknown, path: string): Generator<readonly [path: string, value: unknown]> {
  if (value === undefined) return;
  if (typeof value !== "object" || value === null) yield [path, value];
  else for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, `${path}.${name}`);
}
