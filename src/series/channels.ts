import { scalingOf } from "../anomalies/scaling.ts";
import { ndarray } from "../core/ndarray.ts";
import { deviation, median } from "../core/statistics.ts";
import type { EvenPart } from "./parts.ts";
import type { Channels } from "./window-graph.ts";

/** Number of blocks of a part whose levels are compared. */
const BLOCKS = 12;
/** A level with a trend changes this many times as much over a part as values vary within a block. It also changes this many times as much as between two blocks. */
const [MORE_THAN_WITHIN, MORE_THAN_USUAL] = [3, 3];

/** Finds the usual level and the unit of each channel, and the channels whose level has a trend. */
export function channelsOf(parts: readonly EvenPart[]): Channels {
  const { channels } = parts[0]!;
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  const all = ndarray("float32", [values.length / channels, channels], values);
  const { center, scale } = scalingOf(all);
  const longest = parts.reduce((a, b) => (b.length > a.length ? b : a));
  const trend = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const within = trendIn(Float32Array.from({ length: longest.length }, (_, i) => longest.values[i * channels + c]!));
    if (within === undefined) continue;
    trend[c] = 1;
    scale[c] = within;
  }
  return { center, scale, trend };
}

/** Returns the deviation of the values within a block, if the level of a channel has a trend. */
function trendIn(values: Float32Array): number | undefined {
  const size = Math.floor(values.length / BLOCKS);
  const blocks = Array.from({ length: BLOCKS }, (_, i) =>
    values.subarray(i * size, (i + 1) * size).filter((value) => !Number.isNaN(value)),
  ).filter((block) => block.length >= 3);
  if (blocks.length < BLOCKS / 2) return undefined;
  const levels = blocks.map(median);
  const third = Math.floor(levels.length / 3);
  const change = Math.abs(median(levels.slice(-third)) - median(levels.slice(0, third)));
  const usual = median(levels.slice(1).map((level, i) => Math.abs(level - levels[i]!)));
  const within = median(blocks.map((block) => deviation(block)));
  return within > 0 && change > MORE_THAN_WITHIN * within && change > MORE_THAN_USUAL * usual ? within : undefined;
}
