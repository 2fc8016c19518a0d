import { rgbOf } from "./look.ts";
import { between } from "./motion.ts";
import { type Placement, placed } from "./placement.ts";
import type { Drawn, Shapes } from "./scene.ts";

/** Triangles and lines that go with the points: where the points move, these move as far. */
export interface DrawnShapes {
  /** Others, or the same at another placement; `part` is how far the points are on their way. */
  set(shapes: Shapes | undefined, placement: Placement, part: number): void;
  /** Again where they are, in a new placement. */
  place(placement: Placement, part: number): void;
  triangles(part: number): Drawn | undefined;
  lines(part: number): Drawn | undefined;
}

/** Points on their way. */
interface Way {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

export function makeDrawnShapes(): DrawnShapes {
  let given: Shapes | undefined;
  let corners: Way | undefined;
  let ends: Way | undefined;

  const wayTo = (before: Way | undefined, points: Float32Array | undefined, placement: Placement, part: number) => {
    if (!points) return undefined;
    const to = placed(points, placement);
    const isSame = before?.to.length === to.length;
    return { from: isSame ? between(before.from, before.to, part) : to, to };
  };

  return {
    set(shapes, placement, part) {
      given = shapes;
      corners = wayTo(corners, shapes?.triangles?.corners, placement, part);
      ends = wayTo(ends, shapes?.lines?.ends, placement, part);
    },
    place(placement, part) {
      this.set(given, placement, part);
    },
    triangles(part) {
      if (!given?.triangles || !corners) return undefined;
      const { colour, opacity = 0.25 } = given.triangles;
      return { points: between(corners.from, corners.to, part), colour: rgbOf(colour), opacity, width: 0 };
    },
    lines(part) {
      if (!given?.lines || !ends) return undefined;
      const { colour, opacity = 0.6, width = 1 } = given.lines;
      return { points: between(ends.from, ends.to, part), colour: rgbOf(colour), opacity, width };
    },
  };
}
