import { type Usual, usual } from "../anomalies/score.ts";
import type { EvenPart } from "./parts.ts";
import { inUnits } from "./readings.ts";

/** Number of readings in which a jump is sought. */
export const JUMP_WINDOW = 9;
/** With fewer known readings among them, nothing is known about the reading. */
export const FEWEST_KNOWN = 3;

/** Largest number of readings from which the usual jumps are found. */
const MOST_JUMPS = 100_000;

/** The usual jump of each channel: of a reading in the middle of others, and of the last reading. */
export interface Jumps {
  readonly middle: readonly Usual[];
  readonly last: readonly Usual[];
}

type Values = Pick<EvenPart, "values" | "length" | "channels">;

/**
 * Returns how far each reading of a channel is from the line through the readings around it [length], which is a repeated median
 * (Siegel, 1982): a few of them don't change it. Or how far it is from the median of nine readings, of which it is the last (`past`;
 * Hampel, 1974). NaN if it is missing, or if nearly all others are.
 */
export const jumpsOf = (part: Values, channel: number, past: boolean): Float32Array =>
  Float32Array.from({ length: part.length }, (_, i) => jumpAt(part, i, channel, past));

/** Room for the numbers of one jump. */
const room = () => new Float64Array(JUMP_WINDOW);
const [near, places, slopes, others] = [room(), room(), room(), room()];

/** Returns the jump of one reading. */
export function jumpAt({ values, length, channels }: Values, i: number, channel: number, past: boolean): number {
  const value = values[i * channels + channel]!;
  if (Number.isNaN(value)) return value;
  const from = i - (past ? JUMP_WINDOW - 1 : JUMP_WINDOW >> 1);
  let known = 0;
  for (let at = Math.max(0, from); at < Math.min(length, from + JUMP_WINDOW); at++) {
    const other = values[at * channels + channel]!;
    if (Number.isNaN(other)) continue;
    near[known] = other;
    places[known++] = at - i;
  }
  if (known < FEWEST_KNOWN) return Number.NaN;
  if (past) return Math.abs(value - near.subarray(0, known).sort()[known >> 1]!);
  for (let a = 0; a < known; a++) {
    let count = 0;
    for (let b = 0; b < known; b++) if (b !== a) others[count++] = (near[b]! - near[a]!) / (places[b]! - places[a]!);
    slopes[a] = medianOf(others, count);
  }
  const slope = medianOf(slopes, known);
  for (let a = 0; a < known; a++) others[a] = near[a]! - slope * places[a]!;
  return Math.abs(value - medianOf(others, known));
}

/** Returns the median of the first few numbers, which are sorted in place. A call to sort would take several times as long. */
function medianOf(numbers: Float64Array, count: number): number {
  for (let i = 1; i < count; i++) {
    const number = numbers[i]!;
    let at = i;
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
  return (numbers[(count - 1) >> 1]! + numbers[count >> 1]!) / 2;
}

/** Finds the usual jumps of each channel, in readings at equal distances if there are very many. */
export function usualJumps(parts: readonly EvenPart[]): Jumps {
  const every = Math.ceil(parts.reduce((sum, { length }) => sum + length, 0) / MOST_JUMPS);
  const ofChannels = (past: boolean): Usual[] =>
    Array.from({ length: parts[0]!.channels }, (_, channel) => {
      const known: number[] = [];
      for (const part of parts)
        for (let i = 0; i < part.length; i += every) {
          const jump = jumpAt(part, i, channel, past);
          if (!Number.isNaN(jump)) known.push(jump);
        }
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
