import { ShapeError } from "../../core/errors.ts";
import { type Grid, gridOf } from "./grid.ts";
import { between, type Motion, partOf } from "./motion.ts";
import { type Placement, placed, placementOf, reach } from "./placement.ts";
import { projected, type Rotation } from "./turn.ts";

/** The points of a plot as they are now: at rest, or on the way to new positions. */
export class Cloud {
  readonly count: number;
  private readonly dimensions: 2 | 3;
  /** How the latest positions are moved and scaled, and how far they reach along x and y. */
  placement: Placement;
  half: readonly [number, number];
  /** The points are `part` of the way between both. */
  from: Float32Array;
  to: Float32Array;
  part = 1;
  private motion: Motion | undefined;
  /** What was made last of the points, and of which. */
  private latest: { readonly of: readonly unknown[]; readonly flat: Float32Array; grid?: Grid } | undefined;

  constructor(positions: Float32Array, dimensions: 2 | 3) {
    this.dimensions = dimensions;
    this.count = positions.length / dimensions;
    this.placement = placementOf(positions, dimensions);
    this.to = placed(positions, this.placement);
    this.from = this.to;
    this.half = reach(this.to, dimensions);
  }

  /** Sets out for new positions; without a motion it is there at once. @throws ShapeError where they aren't as many. */
  move(positions: Float32Array, motion?: Motion): void {
    const { count, dimensions } = this;
    if (positions.length !== this.to.length)
      throw new ShapeError(
        `The plot has ${count} points of ${dimensions} numbers, but is moved to ${positions.length} numbers. Give each its place.`,
      );
    const present = between(this.from, this.to, this.part);
    this.placement = placementOf(positions, dimensions);
    this.to = placed(positions, this.placement);
    this.half = reach(this.to, dimensions);
    this.from = motion ? present : this.to;
    this.motion = motion;
    this.part = motion ? 0 : 1;
  }

  /** Goes on to where the points are at `now`, in milliseconds; whether they move on after that. */
  advance(now: number): boolean {
    if (!this.motion) return false;
    this.part = partOf(this.motion, now);
    if (this.part < 1) return true;
    this.motion = undefined;
    this.from = this.to;
    return false;
  }

  /** Where the points are drawn now, [count, 2]; in space, on the plane in front of the eye. */
  flat(rotation?: Rotation): Float32Array {
    return this.made(rotation).flat;
  }

  /** What finds the nearest of them. */
  grid(rotation?: Rotation): Grid {
    const made = this.made(rotation);
    made.grid ??= gridOf(made.flat);
    return made.grid;
  }

  private made(rotation: Rotation | undefined) {
    const of = [this.from, this.to, this.part, rotation];
    const { latest } = this;
    if (latest && of.every((one, i) => one === latest.of[i])) return latest;
    const present = between(this.from, this.to, this.part);
    this.latest = { of, flat: rotation ? projected(present, rotation) : present };
    return this.latest;
  }
}
