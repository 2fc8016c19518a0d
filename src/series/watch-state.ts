import * as z from "zod/mini";
import { DataError } from "../core/errors.ts";
import { sha256 } from "../core/sha256.node.ts";
import type { FittedSeries } from "./fitted.ts";
import { newMemory, type SeriesMemory } from "./watched-series.ts";

/** Numbers of readings. */
export interface WatchCounts {
  /** Readings that were taken. */
  readonly readings: number;
  /** Readings with a score. */
  readonly scored: number;
  readonly outliers: number;
  /** Readings that were left out, because they are from before the last one of their series. */
  readonly late: number;
  /** Readings that were left out, because they have the time of the last one of their series. */
  readonly doubled: number;
  /** Places between readings at which one is missing. */
  readonly missing: number;
  /** Number of times that a series began again, after a gap as long as the longest window. */
  readonly restarts: number;
}

export const NO_COUNTS: WatchCounts = { readings: 0, scored: 0, outliers: 0, late: 0, doubled: 0, missing: 0, restarts: 0 };

const count = z.number().check(z.int(), z.nonnegative());
const schema = z.object({
  format: z.literal(1),
  detector: z.string(),
  counts: z.object({
    readings: count,
    scored: count,
    outliers: count,
    late: count,
    doubled: count,
    missing: count,
    restarts: count,
  }),
  drift: z.object({ readings: count, percentile: z.number(), high: z.number(), told: z.optional(z.number()) }),
  series: z.array(
    z.object({
      key: z.string(),
      at: z.optional(z.object({ time: z.number(), place: z.number(), origin: z.number() })),
      before: z.optional(z.number()),
      late: count,
      place: count,
      since: count,
      filled: count,
      values: z.string(),
      units: z.string(),
      shares: z.string(),
      around: z.string(),
    }),
  ),
});

/** The state of a watch, which can be stored as JSON. `detector.watch({ state })` goes on from there. */
export type WatchState = z.infer<typeof schema>;

/** Everything that a watch stores about its readings. */
export interface Watched extends Pick<WatchState, "drift"> {
  readonly counts: WatchCounts;
  /** By the key of the series. */
  readonly series: ReadonlyMap<string, SeriesMemory>;
}

/** Identifies a detector by its windows and scores. The threshold may change. */
const fingerprintOf = ({ lengths, channels, live }: FittedSeries): string =>
  sha256(
    new TextEncoder().encode(
      JSON.stringify([
        lengths.map(({ measure: _, ...length }) => length),
        Object.values(channels).map((values) => Array.from(values)),
        live.quantiles,
      ]),
    ),
  );

export function stateOf({ counts, drift, series }: Watched, fitted: FittedSeries): WatchState {
  const width = fitted.channels.center.length;
  return {
    format: 1,
    detector: fingerprintOf(fitted),
    counts,
    drift,
    series: Array.from(series, ([key, { at, before, late, place, since, filled, values, units, shares, around }]) => ({
      key,
      ...(at && { at }),
      ...(before !== undefined && { before }),
      late,
      place,
      since,
      filled,
      values: asText(values.subarray(0, filled * width)),
      units: asText(units),
      shares: asText(shares),
      around: asText(around),
    })),
  };
}

/** Reads a state. @throws DataError if it isn't one, or is one of another detector. */
export function watchedFrom(state: unknown, fitted: FittedSeries): Watched {
  const parsed = z.safeParse(schema, state);
  if (!parsed.success)
    throw new DataError("The state isn't one of a watch. Begin without it, or give a state that a watch has returned.");
  const { detector, counts, drift, series } = parsed.data;
  if (detector !== fingerprintOf(fitted))
    throw new DataError("The state is one of another detector. Begin without it, or use the detector with which it was made.");
  return {
    counts,
    drift: { ...drift },
    series: new Map(
      series.map(({ key, at, before, late, place, since, filled, ...stored }) => {
        const memory = Object.assign(newMemory(fitted), { at, before, late, place, since, filled });
        for (const name of ["values", "units", "shares", "around"] as const) fromText(stored[name], memory[name]);
        return [key, memory];
      }),
    ),
  };
}

type Numbers = Float32Array | Float64Array;
const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers) => new Uint8Array(buffer, byteOffset, byteLength);

/** Number of bytes that are converted at a time. */
const PIECE = 8192;

/** Writes the bytes of numbers in base 64. */
function asText(numbers: Numbers): string {
  const bytes = bytesOf(numbers);
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
}

/** @throws DataError if there are more numbers than places for them, or the text isn't in base 64. */
function fromText(text: string, into: Numbers): void {
  try {
    bytesOf(into).set(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  } catch {
    throw new DataError("The state of the watch is damaged. Use an earlier copy, or begin without it.");
  }
}
