import { contrastTo, FAINT, isDrawn, SELECTED } from "./look.ts";
import { between } from "./motion.ts";
import { isInside } from "./polygon.ts";
import type { Drawn, Painter, Scene } from "./scene.ts";
import { css, makeSprites } from "./sprites.ts";
import type { Place } from "./view.ts";

/**
 * Points on the screen: x and y in CSS pixels, depth (larger is farther away), and the factor by which the distance shrinks them.
 */
interface Seen {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly depth: Float32Array;
  readonly shrunk: Float32Array;
}

/** Draws with the canvas's 2-D context if there is no WebGL. The points are at the same positions, but drawing is slower. */
export function canvasPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext("2d", { alpha: false })!;
  let sprites: ReturnType<typeof makeSprites> | undefined;
  let madeFor = "";

  function path(places: readonly Place[]): void {
    context.beginPath();
    for (const [x, y] of places) context.lineTo(x, y);
  }

  function drawPoints({ marks }: Scene, seen: Seen, rows: readonly number[]): void {
    context.globalAlpha = 1;
    for (const row of rows) {
      const at = 4 * row;
      const { picture, half } = sprites!(marks[at]!, marks[at + 1]!, marks[at + 2]!, marks[at + 3]!);
      const drawn = half / seen.shrunk[row]!;
      context.drawImage(picture, seen.x[row]! - drawn, seen.y[row]! - drawn, 2 * drawn, 2 * drawn);
    }
  }

  function drawLines({ colour, opacity, width }: Drawn, { x, y }: Seen, lines: readonly number[]): void {
    context.globalAlpha = opacity;
    context.strokeStyle = css(colour);
    context.lineWidth = width;
    context.beginPath();
    for (const line of lines) {
      context.moveTo(x[2 * line]!, y[2 * line]!);
      context.lineTo(x[2 * line + 1]!, y[2 * line + 1]!);
    }
    context.stroke();
  }

  return {
    draw(scene) {
      const { size, ratio, background, diameter, dimensions, lines, triangles, lasso, some } = scene;
      const key = [diameter, ratio, ...background, dimensions].join(" ");
      if (key !== madeFor) sprites = makeSprites(diameter, ratio, background, dimensions === 3);
      madeFor = key;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.globalAlpha = 1;
      context.fillStyle = css(background);
      if (!some?.start) context.fillRect(0, 0, size.width, size.height);

      const seen = seenFrom(scene, between(scene.from, scene.to, scene.part));
      const corners = triangles && seenFrom(scene, triangles.points);
      const ends = lines && seenFrom(scene, lines.points);
      const order = orderOf(scene, seen);
      const behind = corners ? isBehindAny(corners) : () => false;
      const lineRows = Array.from({ length: lines ? lines.points.length / (2 * dimensions) : 0 }, (_, i) => i);
      for (const isFar of [true, false]) {
        if (lines && ends)
          drawLines(
            lines,
            ends,
            lineRows.filter((line) => behind(middleOf(ends, line)) === isFar),
          );
        drawPoints(scene, seen, corners ? order.filter((row) => behind(spotOf(seen, row)) === isFar) : isFar ? [] : order);
        if (!isFar || !triangles || !corners) continue;
        context.globalAlpha = triangles.opacity;
        context.fillStyle = css(triangles.colour);
        for (let i = 0; i < corners.x.length; i += 3) {
          path(cornersOf(corners, i));
          context.fill();
        }
      }
      if (!lasso) return;
      context.globalAlpha = 0.7;
      context.strokeStyle = css(contrastTo(background));
      context.lineWidth = 1.5;
      path(lasso);
      context.closePath();
      context.stroke();
    },
    close() {},
  };
}

function seenFrom({ matrix, size, dimensions }: Scene, points: Float32Array): Seen {
  const count = points.length / dimensions;
  const floats = () => new Float32Array(count);
  const [x, y, depth, shrunk] = [floats(), floats(), floats(), floats()];
  const m = matrix;
  for (let i = 0; i < count; i++) {
    const [a, b] = [points[dimensions * i]!, points[dimensions * i + 1]!];
    const c = dimensions === 3 ? points[3 * i + 2]! : 0;
    const w = m[3]! * a + m[7]! * b + m[11]! * c + m[15]!;
    x[i] = ((1 + (m[0]! * a + m[4]! * b + m[8]! * c + m[12]!) / w) / 2) * size.width;
    y[i] = ((1 - (m[1]! * a + m[5]! * b + m[9]! * c + m[13]!) / w) / 2) * size.height;
    depth[i] = (m[2]! * a + m[6]! * b + m[10]! * c) / w;
    shrunk[i] = w;
  }
  return { x, y, depth, shrunk };
}

/**
 * Returns the visible rows in drawing order. On a plane, faint ones are first and selected ones last; in space, farther ones are
 * first.
 */
function orderOf({ marks, dimensions, size, some }: Scene, { x, y, depth }: Seen): readonly number[] {
  const rows = Array.from(some?.order.subarray(some.start, some.end) ?? x.keys()).filter(
    (row) => isDrawn(marks, row) && x[row]! > -50 && x[row]! < size.width + 50 && y[row]! > -50 && y[row]! < size.height + 50,
  );
  const layerOf = (row: number) => {
    const state = marks[4 * row + 3]!;
    return state & FAINT ? 0 : dimensions === 2 && state & SELECTED ? 2 : 1;
  };
  const layers: number[][] = [[], [], []];
  for (const row of rows) layers[layerOf(row)]!.push(row);
  if (dimensions === 3) layers[1]!.sort((a, b) => depth[b]! - depth[a]!);
  return layers.flat();
}

interface Spot {
  readonly at: Place;
  readonly depth: number;
}

const spotOf = ({ x, y, depth }: Seen, i: number): Spot => ({ at: [x[i]!, y[i]!], depth: depth[i]! });

function middleOf(ends: Seen, line: number): Spot {
  const [a, b] = [spotOf(ends, 2 * line), spotOf(ends, 2 * line + 1)];
  return { at: [(a.at[0] + b.at[0]) / 2, (a.at[1] + b.at[1]) / 2], depth: (a.depth + b.depth) / 2 };
}

const cornersOf = ({ x, y }: Seen, i: number): readonly Place[] => [i, i + 1, i + 2].map((corner) => [x[corner]!, y[corner]!]);

/**
 * Returns a function that tests whether a spot is behind one of the triangles. On the screen, the depth of a triangle is a plane.
 */
function isBehindAny(seen: Seen): (spot: Spot) => boolean {
  const triangles = Array.from({ length: seen.x.length / 3 }, (_, i) => {
    const corners = cornersOf(seen, 3 * i);
    const [[x1, y1], [x2, y2], [x3, y3]] = corners as [Place, Place, Place];
    const [d1, d2, d3] = [seen.depth[3 * i]!, seen.depth[3 * i + 1]!, seen.depth[3 * i + 2]!];
    const area = (x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1);
    const depthAt = ([x, y]: Place) => {
      const b = ((x - x1) * (y3 - y1) - (x3 - x1) * (y - y1)) / area;
      const c = ((x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)) / area;
      return d1 + b * (d2 - d1) + c * (d3 - d1);
    };
    return { corners, depthAt };
  });
  return ({ at, depth }) => triangles.some(({ corners, depthAt }) => depth > depthAt(at) && isInside(at, corners));
}
