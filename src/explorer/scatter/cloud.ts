import { ShapeError } from "../../core/errors.ts";
import { type Grid, gridOf } from "./grid.ts";
import { between, type Motion, partOf } from "./motion.ts";
import { type Placement, placed, placementOf, reach } from "./placement.ts";
import { projected, type Rotation } from "./turn.ts";

/** The points of a plot as they are now: at rest, or on the way to new positions. */
export interface Cloud {
  readonly count: number;
  /** How the latest positions are moved and scaled, and how far they reach along x and y. */
  readonly placement: Placement;
  readonly half: readonly [number, number];
  /** The points are `part` of the way between both. */
  readonly from: Float32Array;
  readonly to: Float32Array;
  readonly part: number;
  /** Sets out for new positions; without a motion it is there at once. @throws ShapeError where they aren't as many. */
  move(positions: Float32Array, motion?: Motion): void;
  /** Goes on to where the points are at `now`, in milliseconds; whether they move on after that. */
  advance(now: number): boolean;
  /** Where the points are drawn now, [count, 2]; in space, on the plane in front of the eye. */
  flat(rotation?: Rotation): Float32Array;
  /** What finds the nearest of them. */
  grid(rotation?: Rotation): Grid;
}

export function makeCloud(positions: Float32Array, dimensions: 2 | 3): Cloud {
  let placement = placementOf(positions, dimensions);
  let to = placed(positions, placement);
  let from = to;
  let half = reach(to, dimensions);
  let motion: Motion | undefined;
  let part = 1;
  /** What was made last of the points, and of which. */
  let latest: { readonly of: readonly unknown[]; readonly flat: Float32Array; grid?: Grid } | undefined;

  function made(rotation: Rotation | undefined) {
    const of = [from, to, part, rotation];
    if (!latest || of.some((one, i) => one !== latest!.of[i])) {
      const present = between(from, to, part);
      latest = { of, flat: rotation ? projected(present, rotation) : present };
    }
    return latest;
  }

  return {
    count: positions.length / dimensions,
    get placement() {
      return placement;
    },
    get half() {
      return half;
    },
    get from() {
      return from;
    },
    get to() {
      return to;
    },
    get part() {
      return part;
    },
    move(next, along) {
      if (next.length !== to.length)
        throw new ShapeError(
          `The plot has ${to.length / dimensions} points of ${dimensions} numbers, but is moved to ${next.length} numbers. Give each its place.`,
        );
      const present = between(from, to, part);
      placement = placementOf(next, dimensions);
      to = placed(next, placement);
      half = reach(to, dimensions);
      from = along ? present : to;
      motion = along;
      part = along ? 0 : 1;
    },
    advance(now) {
      if (!motion) return false;
      part = partOf(motion, now);
      if (part < 1) return true;
      motion = undefined;
      from = to;
      return false;
    },
    flat: (rotation) => made(rotation).flat,
    grid(rotation) {
      const all = made(rotation);
      all.grid ??= gridOf(all.flat);
      return all.grid;
    },
  };
}
