import { rgbOf } from "./look.ts";
import { between } from "./motion.ts";
import { type Placement, placed } from "./placement.ts";
import type { Drawn, Shapes } from "./scene.ts";

/** The positions of corners or ends before and after a motion. */
interface Way {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** Triangles and lines among the points, which move together with the points. */
export class DrawnShapes {
  private given: Shapes | undefined;
  private corners: Way | undefined;
  private ends: Way | undefined;

  /**
   * Sets new shapes, or the same ones with a new placement.
   * @param part progress of the points' motion, 0 to 1.
   */
  set(shapes: Shapes | undefined, placement: Placement, part: number): void {
    this.given = shapes;
    this.corners = wayTo(this.corners, shapes?.triangles?.corners, placement, part);
    this.ends = wayTo(this.ends, shapes?.lines?.ends, placement, part);
  }

  /** Sets a new placement for the same shapes. */
  place(placement: Placement, part: number): void {
    this.set(this.given, placement, part);
  }

  triangles(part: number): Drawn | undefined {
    if (!this.given?.triangles || !this.corners) return undefined;
    const { colour, opacity = 0.25 } = this.given.triangles;
    return { points: between(this.corners.from, this.corners.to, part), colour: rgbOf(colour), opacity, width: 0 };
  }

  lines(part: number): Drawn | undefined {
    if (!this.given?.lines || !this.ends) return undefined;
    const { colour, opacity = 0.6, width = 1 } = this.given.lines;
    return { points: between(this.ends.from, this.ends.to, part), colour: rgbOf(colour), opacity, width };
  }
}

function wayTo(before: Way | undefined, points: Float32Array | undefined, placement: Placement, part: number): Way | undefined {
  if (!points) return undefined;
  const to = placed(points, placement);
  return { from: before?.to.length === to.length ? between(before.from, before.to, part) : to, to };
}
