import { rgbOf } from "./look.ts";
import { between } from "./motion.ts";
import { type Placement, placed } from "./placement.ts";
import type { Drawn, Shapes } from "./scene.ts";

/** Points on their way. */
interface Way {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** Triangles and lines that go with the points: where the points move, these move as far. */
export class DrawnShapes {
  private given: Shapes | undefined;
  private corners: Way | undefined;
  private ends: Way | undefined;

  /** Others, or the same at another placement; `part` is how far the points are on their way. */
  set(shapes: Shapes | undefined, placement: Placement, part: number): void {
    this.given = shapes;
    this.corners = wayTo(this.corners, shapes?.triangles?.corners, placement, part);
    this.ends = wayTo(this.ends, shapes?.lines?.ends, placement, part);
  }

  /** Again where they are, in a new placement. */
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
