import { ShapeError } from "../../core/errors.ts";
import { type Grid, gridOf } from "./grid.ts";
import { between, type Motion, partOf } from "./motion.ts";
import { type Placement, placed, placementOf, reach } from "./placement.ts";
import { projected, type Rotation } from "./turn.ts";

/** The present positions of a plot's points, which may be moving to new positions. */
export class Cloud {
  readonly count: number;
  private readonly dimensions: 2 | 3;
  /** The shift and scale of the latest positions. */
  placement: Placement;
  /** Extent of the placed points from the middle along x and y. */
  half: readonly [number, number];
  /** Placed positions before and after the motion. The points are at the fraction `part` of the way. */
  from: Float32Array;
  to: Float32Array;
  part = 1;
  private motion: Motion | undefined;
  /** The latest derived values, and the values that they were made of. */
  private latest: { readonly of: readonly unknown[]; readonly flat: Float32Array; grid?: Grid } | undefined;

  constructor(positions: Float32Array, dimensions: 2 | 3) {
    this.dimensions = dimensions;
    this.count = positions.length / dimensions;
    this.placement = placementOf(positions, dimensions);
    this.to = placed(positions, this.placement);
    this.from = this.to;
    this.half = reach(this.to, dimensions);
  }

  /**
   * Moves to new positions, at once if no motion is given.
   * @throws ShapeError if their number isn't that of the present ones.
   */
  move(positions: Float32Array, motion?: Motion): void {
    const { count, dimensions } = this;
    if (positions.length !== this.to.length)
      throw new ShapeError(
        `The plot has ${count} points of ${dimensions} numbers each, but the new positions are ${positions.length} numbers. Give a position for each point.`,
      );
    const present = between(this.from, this.to, this.part);
    this.placement = placementOf(positions, dimensions);
    this.to = placed(positions, this.placement);
    this.half = reach(this.to, dimensions);
    this.from = motion ? present : this.to;
    this.motion = motion;
    this.part = motion ? 0 : 1;
  }

  /** Sets the positions of the time `now`, in milliseconds. Returns whether the points are still moving. */
  advance(now: number): boolean {
    if (!this.motion) return false;
    this.part = partOf(this.motion, now);
    if (this.part < 1) return true;
    this.motion = undefined;
    this.from = this.to;
    return false;
  }

  /** Returns the present positions for drawing, [count, 2]. Points in space are projected to the plane in front of the viewer. */
  flat(rotation?: Rotation): Float32Array {
    return this.made(rotation).flat;
  }

  /** Returns a grid that finds the nearest point. */
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
