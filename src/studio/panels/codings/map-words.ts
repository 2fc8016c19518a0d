import { extent, upperMedian } from "../../../core/statistics.ts";
import { counted } from "../../../core/words.ts";
import { type Column, countsOf, MISSING, shortNumber } from "../../../figures/columns.ts";
import { type Groups, groupsOf, NEIGHBOURS } from "./groups.ts";

/** As many groups are told of. */
const MOST_GROUPS = 12;

/** A map in words, a line each: how many groups of points it has, how they were found, and of each its size, its commonest class and where it lies. */
export function wordsOf(map: Float32Array, column: Column | undefined): readonly string[] {
  const count = map.length / 2;
  const groups = groupsOf(map);
  const alone = count - groups.sizes.reduce((sum, size) => sum + size, 0);
  const found = groups.sizes.length;
  const first =
    found === 0
      ? `The map has ${counted(count, "point", "points")}, and no groups: nowhere are they denser than elsewhere.`
      : `The map has ${counted(count, "point", "points")} in ${counted(found, "group", "groups")}; a group is where points have ${NEIGHBOURS} others near them, one joined to the next.`;
  const centres = centresOf(map, groups);
  const box = [extent(map, 0, 2), extent(map, 1, 2)];
  const lines = groups.sizes.slice(0, MOST_GROUPS).map((size, group) => {
    const rows = [...groups.of.keys()].filter((row) => groups.of[row] === group);
    return `Group ${group + 1}, ${whereIs(centres[group]!, box)}: ${[counted(size, "point", "points"), ...commonest(rows, column)].join(", ")}.`;
  });
  const last = [
    ...(found > MOST_GROUPS ? [counted(found - MOST_GROUPS, "smaller group", "smaller groups")] : []),
    ...(alone > 0 && found > 0 ? [`${counted(alone, "point", "points")} outside of groups`] : []),
  ];
  return [first, ...lines, ...(last.length > 0 ? [`Besides, ${last.join(", and ")}.`] : [])];
}

/** What most of some rows are, or, of numbers, what is in their middle. */
function commonest(rows: readonly number[], column: Column | undefined): string[] {
  if (!column) return [];
  if (column.kind === "numbers") {
    const numbers = rows.map((row) => column.numbers[row]!).filter((value) => !Number.isNaN(value));
    if (numbers.length === 0) return [`${column.name} ${MISSING}`];
    return [`median ${column.name} ${shortNumber(upperMedian(numbers)!, column.isDate)}`];
  }
  const counts = countsOf({ ...column, classes: Uint32Array.from(rows, (row) => column.classes[row]!) });
  const most = counts.indexOf(Math.max(...counts));
  const share = Math.round((100 * counts[most]!) / rows.length);
  return [`${share} % ${column.names[most] || "(empty)"}`];
}

function centresOf(map: Float32Array, { of, sizes }: Groups): (readonly [number, number])[] {
  const sums = new Float64Array(2 * sizes.length);
  of.forEach((group, row) => {
    if (group < 0) return;
    sums[2 * group]! += map[2 * row]!;
    sums[2 * group + 1]! += map[2 * row + 1]!;
  });
  return sizes.map((size, group) => [sums[2 * group]! / size, sums[2 * group + 1]! / size]);
}

const ACROSS = ["left", "middle", "right"] as const;
const UP = ["lower", "middle", "upper"] as const;

/** Which ninth of the map a place is in, in words; y grows upwards. */
function whereIs(place: readonly [number, number], box: readonly (readonly [low: number, high: number])[]): string {
  const [across, up] = place.map((value, axis) => {
    const [low, high] = box[axis]!;
    return Math.min(2, Math.floor((3 * (value - low)) / (high - low || 1)));
  }) as [0 | 1 | 2, 0 | 1 | 2];
  if (across === 1 && up === 1) return "in the middle";
  if (across === 1) return up === 2 ? "at the top" : "at the bottom";
  if (up === 1) return `on the ${ACROSS[across]}`;
  return `${UP[up]} ${ACROSS[across]}`;
}
