import type { Column } from "../schema/columns.ts";
import type { RawColumn } from "../schema/features.ts";
import { isFarAway, maySayMissing, sentinelLine } from "../values/sentinels.ts";

/** Returns a line for each number or time that seems to stand for a missing value, such as -999. */
export function sentinelLines(columns: readonly Column[], raw: readonly RawColumn[]): string[] {
  return columns.flatMap(({ name, kind }, i) => {
    if (kind === "category") return [];
    const [least, most] = rangeOf(raw[i]!, []);
    const suspects = [...new Set([least, most])].filter((value) => Number.isFinite(value) && maySayMissing(value, kind));
    if (suspects.length === 0 || least === most) return [];
    const [low, high] = rangeOf(raw[i]!, suspects);
    return suspects.flatMap((value) => {
      const end = { value, count: raw[i]!.filter((x) => x === value).length, low, high };
      return isFarAway(end) ? [sentinelLine(name, kind, end)] : [];
    });
  });
}

function rangeOf(values: RawColumn, without: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values)
    if (!Number.isNaN(value) && !without.includes(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
