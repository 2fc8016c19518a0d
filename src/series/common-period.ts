import { periodsOf } from "../data/series/period.ts";
import type { SeriesPeriod } from "./lengths.ts";
import type { EvenSeries } from "./parts.ts";

/** Number of channels that are searched for a period. */
const MOST_SEARCHED = 16;

/**
 * Finds the period that the channels of a series have in common: that with the greatest strength, summed over the channels. It is
 * searched in the longest part.
 */
export function commonPeriod({ parts, step }: EvenSeries): SeriesPeriod | undefined {
  const { values, length, channels } = parts.reduce((a, b) => (b.length > a.length ? b : a));
  const found: (SeriesPeriod & { strength: number })[] = [];
  for (let channel = 0; channel < Math.min(channels, MOST_SEARCHED); channel++) {
    const own = Float32Array.from({ length }, (_, i) => values[i * channels + channel]!);
    for (const { readings, strength, words } of periodsOf(own, { step })) {
      const same = found.find((one) => Math.abs(one.readings - readings) < 0.05 * readings);
      if (same) same.strength += strength;
      else found.push({ readings, words, strength });
    }
  }
  const [strongest] = found.sort((a, b) => b.strength - a.strength);
  return strongest && { readings: strongest.readings, words: strongest.words };
}
