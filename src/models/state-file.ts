import * as z from "zod/mini";
import type { NdArray } from "../core/ndarray.ts";
import type { CallbackState, TrainingState } from "../training/state.ts";
import { parseJson } from "./folder-files.ts";
import { toSafetensors } from "./safetensors.ts";

type Arrays = Readonly<Record<string, NdArray<"float32">>>;

/** A state without its arrays. In the file their names have the state's prefix. */
interface DescribedState extends Omit<TrainingState, "arrays" | "phases" | "callbacks"> {
  /** Names of the state's arrays. Early versions wrote no list, and no other arrays into the file. */
  readonly names?: readonly string[];
  readonly phases?: readonly DescribedState[];
  readonly callbacks?: Readonly<Record<string, DescribedCallback>>;
}

interface DescribedCallback extends Omit<CallbackState, "weights"> {
  /** Name in the file of each weight. A weight that equals that of the last step has the same name in the file. */
  readonly weights?: Readonly<Record<string, string>>;
}

/**
 * Writes a `checkpoint.safetensors`: the arrays of a state, and the rest of it as JSON. A weight that occurs twice is written
 * once.
 */
export function stateBytes(state: TrainingState): Uint8Array {
  const written: Record<string, NdArray<"float32">> = {};
  const described = describe(state, "", written);
  return toSafetensors(written, { training: JSON.stringify(described, asText) });
}

function describe(
  { arrays, phases, callbacks, ...rest }: TrainingState,
  prefix: string,
  written: Record<string, NdArray<"float32">>,
): DescribedState {
  const names = Object.keys(arrays);
  for (const name of names) written[prefix + name] = arrays[name]!;
  const placed = (callback: string, { values, weights }: CallbackState): DescribedCallback => {
    if (!weights) return { values };
    const places = Object.entries(weights).map(([path, array]) => {
      const isLast = arrays[path]?.data === array.data;
      const place = isLast ? prefix + path : `${prefix}callbacks/${callback}/${path}`;
      written[place] = array;
      return [path, place] as const;
    });
    return { values, weights: Object.fromEntries(places) };
  };
  return {
    ...rest,
    names,
    callbacks: callbacks && Object.fromEntries(Object.entries(callbacks).map(([name, one]) => [name, placed(name, one)])),
    phases: phases?.map((phase, i) => describe(phase, `${prefix}phases/${i + 1}/`, written)),
  };
}

/** Reads the state that a file's JSON describes. Returns undefined if it doesn't describe one. */
export function stateIn(json: string): DescribedState | undefined {
  const described = z.safeParse(stateSchema, parseJson(json, withNumbers));
  return described.success ? (described.data as unknown as DescribedState) : undefined;
}

const counted = z.number().check(z.int(), z.nonnegative());
/** Fields of a state that are checked; the others stay as they are. */
const stateSchema = z.looseObject({
  step: counted,
  epoch: counted,
  batch: counted,
  // A sum may be NaN or infinite, which `z.number()` refuses.
  sums: z.array(z.custom<number>((sum) => typeof sum === "number")),
  seed: z.number(),
  history: z.array(z.record(z.string(), z.unknown())),
});

/** Joins a described state with its arrays from the file. */
export function joinedState({ names, phases, callbacks, ...rest }: DescribedState, written: Arrays, prefix = ""): TrainingState {
  const array = (place: string) => {
    if (!written[place]) throw new Error(`"${place}" is missing.`);
    return written[place];
  };
  const arrays = names ? Object.fromEntries(names.map((name) => [name, array(prefix + name)])) : written;
  const joined = ({ values, weights }: DescribedCallback): CallbackState => ({
    values,
    ...(weights && { weights: Object.fromEntries(Object.entries(weights).map(([path, place]) => [path, array(place)])) }),
  });
  return {
    ...rest,
    arrays,
    callbacks: callbacks && Object.fromEntries(Object.entries(callbacks).map(([name, one]) => [name, joined(one)])),
    phases: phases?.map((phase, i) => joinedState(phase, written, `${prefix}phases/${i + 1}/`)),
  };
}

/** Writes infinite numbers and NaN as text, because JSON doesn't have them and a loss can be one. */
const asText = (_name: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

const withNumbers = (_name: string, value: unknown): unknown =>
  value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
