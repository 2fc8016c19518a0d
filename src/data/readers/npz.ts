import { DataError } from "../../core/errors.ts";
import { type NdArray, ndarray } from "../../core/ndarray.ts";
import { nearest } from "../../core/suggest.ts";
import { checkDataset, roundedNote, storedExamples } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import { parseNpy } from "./npy.ts";
import { goesOn, HEAD, promisedBy } from "./promised.ts";
import type { ZipEntry } from "./zip-entry.ts";

type Part = "train" | "test";

/** Usual names of the arrays of examples and of their labels, in order of preference. */
type Usual = readonly [examples: readonly string[], labels: readonly string[]];

/** The names in archives with both parts, as Keras and MedMNIST use them. */
const parted = (part: Part): readonly Usual[] => [
  [[`x_${part}`], [`y_${part}`]],
  [[`${part}_x`], [`${part}_y`]],
  [[`${part}_images`, `${part}_data`], [`${part}_labels`]],
];
const WHOLE: Usual = [
  ["x", "data", "images", "features"],
  ["y", "labels", "target", "targets"],
];

/**
 * Makes a dataset from the files of a .npz archive. The examples are the array called `name`, or the only array, or the one with
 * a usual name, such as Keras's x_train (x_test for the part `test`) or scikit-learn's data. The labels have the name that
 * belongs to it.
 * @throws DataError if no array or several could be the examples (the message lists the names), or if an array is broken.
 */
export function arraysIn(entries: readonly ZipEntry[], path: string, options: ArrayChoice = {}): Dataset {
  const { array, where, labels, notes } = chosenArrays(entries, path, options);
  const examples = storedExamples(array);
  const all = [...notes, ...roundedNote(array, where)];
  return checkDataset({
    name: path.replace(/^.*[\\/]/, "").replace(/\.npz$/, ""),
    examples,
    ...(labels && { labels: labels.array }),
    ...(all.length > 0 && { notes: all }),
  });
}

/** The options that choose the arrays of an archive. */
export interface ArrayChoice {
  readonly name?: string;
  readonly part?: Part;
}

/** The array of examples in an archive, and the array of their labels. */
export interface ChosenArrays {
  readonly array: NdArray;
  /** Name of the array in messages. */
  readonly where: string;
  readonly labels?: { readonly name: string; readonly array: NdArray<"int32"> };
  readonly notes: readonly string[];
}

/** Chooses the arrays of a dataset. @throws DataError if no array or several could be the examples, or if one is broken. */
export function chosenArrays(
  entries: readonly ZipEntry[],
  path: string,
  { name, part = "train" }: ArrayChoice = {},
): ChosenArrays {
  const named = entries.filter((entry) => entry.name.endsWith(".npy"));
  const arrays = new Map(named.map((entry) => [entry.name.replace(/\.npy$/, ""), entry]));
  if (arrays.size === 0) throw new DataError(`${path} ${withoutArrays(entries)}`);
  const { examples, labels: beside } = choose([...arrays.keys()], path, part, name);
  const read = (array: string) => {
    expectPromised(arrays.get(array)!, `${path}:${array}`);
    return arrays.get(array)!.read();
  };
  const { labels, note } = beside === undefined ? {} : labelsIn(arrays.get(beside)!, `${path}:${beside}`);
  return {
    array: parseNpy(read(examples), `${path}:${examples}`, { doubles: true }),
    where: `${path}:${examples}`,
    ...(labels && { labels: { name: beside!, array: labels } }),
    notes: note ? [note] : [],
  };
}

/** Describes an archive without arrays, in words that follow its path. */
function withoutArrays(entries: readonly ZipEntry[]): string {
  const names = entries.map(({ name }) => name);
  if (names.includes("mimetype")) return "is an OpenDocument file or an e-book. Save its table as .xlsx or CSV.";
  if (names.includes("[Content_Types].xml"))
    return "is an Excel, Word or PowerPoint file, but not an .xlsx workbook. Save its table as .xlsx or CSV.";
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name)))
    return "is a PyTorch file. It contains a pickle, which may run any program, so it isn't read. Save arrays with np.savez.";
  if (names.length === 0) return "is an empty archive. Give another.";
  return `contains no arrays (.npy), but ${names.length === 1 ? names[0] : `${names.length} files`}. Save arrays with np.savez, or unpack it and give one file.`;
}

/** Chooses the names of the arrays. */
function choose(
  names: readonly string[],
  path: string,
  part: Part,
  wanted: string | undefined,
): { readonly examples: string; readonly labels?: string } {
  const firstOf = (usual: readonly string[]) => usual.flatMap((one) => names.filter((name) => name.toLowerCase() === one))[0];
  const pairs = ([examples, labels]: Usual) => {
    const found = firstOf(examples);
    return found === undefined ? [] : [{ examples: found, labels: firstOf(labels) }];
  };
  const other = part === "train" ? "test" : "train";
  const [own, whole, others] = [parted(part), [WHOLE], parted(other)].map((usual) => usual.flatMap(pairs));
  const usual = [...own!, ...whole!, ...others!];
  if (wanted !== undefined) {
    if (names.includes(wanted)) return usual.find(({ examples }) => examples === wanted) ?? { examples: wanted };
    const near = nearest(wanted, names);
    throw new DataError(`${path} has no array "${wanted}". ${near ? `Did you mean "${near}"?` : `It has ${names.join(", ")}.`}`);
  }
  const found = own![0] ?? whole![0] ?? (names.length === 1 ? { examples: names[0]! } : undefined);
  if (found) return found;
  const lacking = others!.length > 0 ? `a usual name of the ${part} part` : "a usual name";
  throw new DataError(`${path} holds the arrays ${names.join(", ")}, and none has ${lacking}. Choose one: ${path}:${names[0]}`);
}

/** @throws DataError if a large file in an archive is longer than its header states, or if its header can't be read. */
function expectPromised(entry: ZipEntry, where: string): void {
  if (entry.size <= HEAD) return;
  const promised = promisedBy(entry.head(), entry.packed, where);
  if (promised && entry.size > promised.most + HEAD) throw goesOn(where, promised);
}

/** Reads labels [n] or [n, 1]. If they aren't whole numbers, it returns a note instead. */
function labelsIn(entry: ZipEntry, where: string): { readonly labels?: NdArray<"int32">; readonly note?: string } {
  try {
    expectPromised(entry, where);
  } catch (error) {
    return withoutLabels(error);
  }
  const bytes = entry.read();
  try {
    const { shape, data } = parseNpy(bytes, where);
    const labels = Int32Array.from(data as ArrayLike<number>, Number);
    const isOneEach = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
    if (isOneEach && labels.every((label, i) => label === Number(data[i])))
      return { labels: ndarray("int32", [labels.length], labels) };
    return { note: `${where} isn't one whole number for each example, so the examples have no labels.` };
  } catch (error) {
    return withoutLabels(error);
  }
}

const withoutLabels = (error: unknown) => ({ note: `The examples have no labels: ${(error as Error).message}` });
