import { type Usual, usual } from "../anomalies/score.ts";
import type { EvenPart } from "./parts.ts";
import { inUnits } from "./readings.ts";

/** Number of readings whose median a reading is compared with. */
export const JUMP_WINDOW = 9;
/** With fewer known readings among them, nothing is known about the reading. */
export const FEWEST_KNOWN = 3;

/** The usual jump of each channel: of a reading in the middle of others, and of the last reading. */
export interface Jumps {
  readonly middle: readonly Usual[];
  readonly last: readonly Usual[];
}

type Values = Pick<EvenPart, "values" | "length" | "channels">;

/**
 * Returns how far each reading of a channel is from the median of the readings around it, or before it (`past`): [length]. NaN if it is
 * missing, or if nearly all others are (Hampel, 1974).
 */
export const jumpsOf = (part: Values, channel: number, past: boolean): Float32Array =>
  Float32Array.from({ length: part.length }, (_, i) => jumpAt(part, i, channel, past));

/** Returns the jump of one reading. */
export function jumpAt({ values, length, channels }: Values, i: number, channel: number, past: boolean): number {
  const value = values[i * channels + channel]!;
  if (Number.isNaN(value)) return value;
  const from = i - (past ? JUMP_WINDOW - 1 : JUMP_WINDOW >> 1);
  const near = new Float32Array(JUMP_WINDOW);
  let known = 0;
  for (let at = Math.max(0, from); at < Math.min(length, from + JUMP_WINDOW); at++) {
    const other = values[at * channels + channel]!;
    if (!Number.isNaN(other)) near[known++] = other;
  }
  if (known < FEWEST_KNOWN) return Number.NaN;
  return Math.abs(value - near.subarray(0, known).sort()[known >> 1]!);
}

/** Finds the usual jumps of each channel. */
export function usualJumps(parts: readonly EvenPart[]): Jumps {
  const ofChannels = (past: boolean): Usual[] =>
    Array.from({ length: parts[0]!.channels }, (_, channel) => {
      const known = parts.flatMap((part) => Array.from(jumpsOf(part, channel, past).filter((jump) => !Number.isNaN(jump))));
      return known.length > 0 ? usual(Float32Array.from(known)) : { median: 0, spread: 1 };
    });
  return { middle: ofChannels(false), last: ofChannels(true) };
}

/** Returns the jumps in a part in units of what is usual for their channel: [length, channels]. NaN where nothing is known. */
export function jumpUnits(part: EvenPart, jumps: Jumps, past: boolean): Float32Array {
  const { length, channels } = part;
  const units = new Float32Array(length * channels);
  for (let channel = 0; channel < channels; channel++) {
    const own = (past ? jumps.last : jumps.middle)[channel]!;
    jumpsOf(part, channel, past).forEach((jump, i) => {
      units[i * channels + channel] = Number.isNaN(jump) ? jump : inUnits(jump, own);
    });
  }
  return units;
}

/** Returns the largest jump of a channel for each reading [length]. */
export function largestJumps(units: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: units.length / channels }, (_, i) => {
    let largest = Number.NaN;
    for (let c = 0; c < channels; c++) {
      const unit = units[i * channels + c]!;
      if (!(unit <= largest)) largest = Number.isNaN(unit) ? largest : unit;
    }
    return largest;
  });
}
