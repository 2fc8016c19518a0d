import * as z from "zod/mini";
import type { NdArray } from "../core/ndarray.ts";
import type { CallbackState, TrainingState } from "../training/state.ts";
import { parseJson } from "./folder-files.ts";
import { toSafetensors } from "./safetensors.ts";

type Arrays = Readonly<Record<string, NdArray<"float32">>>;

/** A state whose arrays stand in the file under their names, each behind the state's prefix. */
interface DescribedState extends Omit<TrainingState, "arrays" | "phases" | "callbacks"> {
  /** Names of the state's arrays; early versions wrote no others into the file, and no list. */
  readonly names?: readonly string[];
  readonly phases?: readonly DescribedState[];
  readonly callbacks?: Readonly<Record<string, DescribedCallback>>;
}

interface DescribedCallback extends Omit<CallbackState, "weights"> {
  /** Each weight's place in the file: where it is the last step's, that one's. */
  readonly weights?: Readonly<Record<string, string>>;
}

/** The bytes of a `checkpoint.safetensors`: a state's arrays, and the rest of it as JSON. A weight that is there twice is written once. */
export function stateBytes(state: TrainingState): Uint8Array {
  const written: Record<string, NdArray<"float32">> = {};
  const described = describe(state, "", written);
  return toSafetensors(written, { training: JSON.stringify(described, asText) });
}

function describe(
  { arrays, phases, callbacks, ...rest }: TrainingState,
  prefix: string,
  written: Record<string, NdArray<"float32">>,
) {
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
  const described: DescribedState = {
    ...rest,
    names,
    ...(callbacks && {
      callbacks: Object.fromEntries(Object.entries(callbacks).map(([name, callback]) => [name, placed(name, callback)])),
    }),
    ...(phases && { phases: phases.map((phase, i) => describe(phase, `${prefix}phases/${i + 1}/`, written)) }),
  };
  return described;
}

/** The state that a file's JSON describes; undefined where it describes none. */
export function stateIn(json: string): DescribedState | undefined {
  const described = z.safeParse(stateSchema, parseJson(json, withNumbers));
  return described.success ? (described.data as unknown as DescribedState) : undefined;
}

const counted = z.number().check(z.int(), z.nonnegative());
/** What is read of a state besides its arrays; what else it holds is kept as it is. */
const stateSchema = z.looseObject({
  step: counted,
  epoch: counted,
  batch: counted,
  sums: z.array(z.number()),
  seed: z.number(),
  history: z.array(z.record(z.string(), z.unknown())),
});

/** A described state with its arrays, which are in the file's. */
export function joinedState({ names, phases, callbacks, ...rest }: DescribedState, written: Arrays, prefix = ""): TrainingState {
  const array = (place: string) => {
    if (!written[place]) throw new Error(`"${place}" isn't there.`);
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
    ...(callbacks && {
      callbacks: Object.fromEntries(Object.entries(callbacks).map(([name, callback]) => [name, joined(callback)])),
    }),
    ...(phases && { phases: phases.map((phase, i) => joinedState(phase, written, `${prefix}phases/${i + 1}/`)) }),
  };
}

/** JSON has no infinite numbers and no NaN, which a loss can be. */
const asText = (_name: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

const withNumbers = (_name: string, value: unknown): unknown =>
  value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : value;
