import type { Column } from "../../../core/columns.ts";
import { extent } from "../../../core/statistics.ts";
import { counted } from "../../../core/words.ts";
import { type Groups, groupsOf, NEIGHBOURS, namesOfGroups } from "../../../manifold/groups.ts";

/** Maximum number of groups that are described. */
const MOST_GROUPS = 12;

/** Describes a map, one line each: the number of groups, and for each group its size, its name and its place. */
export function wordsOf(map: Float32Array, columns: readonly Column[]): readonly string[] {
  const count = map.length / 2;
  const groups = groupsOf(map);
  const alone = count - groups.sizes.reduce((sum, size) => sum + size, 0);
  const found = groups.sizes.length;
  const first =
    found === 0
      ? `The map has ${counted(count, "point", "points")} and no groups, because the points are evenly spread.`
      : `The map has ${counted(count, "point", "points")} in ${counted(found, "group", "groups")}. Each point inside a group has at least ${NEIGHBOURS} others near it.`;
  const centres = centresOf(map, groups);
  const box = [extent(map, 0, 2), extent(map, 1, 2)];
  const names = namesOfGroups(groups, columns);
  const lines = groups.sizes
    .slice(0, MOST_GROUPS)
    .map((size, i) => `Group ${i + 1}, ${whereIs(centres[i]!, box)}: ${counted(size, "point", "points")}, ${names[i]}.`);
  const last = [
    ...(found > MOST_GROUPS ? [counted(found - MOST_GROUPS, "smaller group", "smaller groups")] : []),
    ...(alone > 0 && found > 0 ? [`${counted(alone, "point", "points")} outside all groups`] : []),
  ];
  return [
    first,
    ...lines,
    ...(last.length > 0 ? [`In addition, there ${last[0]!.startsWith("1 ") ? "is" : "are"} ${last.join(" and ")}.`] : []),
  ];
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

/** Describes which ninth of the map a place is in; y grows upwards. */
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
