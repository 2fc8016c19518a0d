import { permutation, random } from "../core/random.ts";
import { drawPicture, type Ink, type Pictures } from "./picture.ts";
import { element } from "./svg.ts";

/** Minimum squared distance between two pictures, on a map with sides of length 1 (Géron, chapter 17). */
const APART = 0.02;

/** Side of a picture, in CSS pixels. */
const SIDE = 42;
/** Maximum number of pixels along a side. Larger pictures are shrunk. */
const PIXELS = 32;
const FRAME = 2;

/** Distance from a point to the outer edge of its picture's frame, in CSS pixels. */
export const REACH = SIDE / 2 + FRAME;

/** Number of random orders to try. */
const TRIES = 20;

/**
 * Chooses the points that get a picture. Tries several random orders and takes the one that shows most groups and, among equals,
 * most pictures. The choice is the same each time.
 * @param positions [n, 2], from 0 to 1.
 */
export function farApart(positions: ArrayLike<number>, groups: readonly (readonly number[])[]): readonly number[] {
  const tries = Array.from({ length: TRIES }, (_, seed) => inTurns(positions, groups, seed));
  return tries.reduce((best, one) =>
    one.shown > best.shown || (one.shown === best.shown && one.chosen.length > best.chosen.length) ? one : best,
  ).chosen;
}

/**
 * Lets the groups take turns. In its turn, a group shows its next point, in random order, that isn't too near to a chosen one,
 * until none is left.
 */
function inTurns(
  positions: ArrayLike<number>,
  groups: readonly (readonly number[])[],
  seed: number,
): { readonly chosen: readonly number[]; readonly shown: number } {
  const chosen: number[] = [];
  const isFar = (i: number) =>
    chosen.every(
      (j) => (positions[2 * i]! - positions[2 * j]!) ** 2 + (positions[2 * i + 1]! - positions[2 * j + 1]!) ** 2 > APART,
    );
  let waiting = groups.map((members, k) => Array.from(permutation(members.length, random(seed, k)), (at) => members[at]!));
  let shown: number | undefined;
  while (waiting.length > 0) {
    waiting = waiting.flatMap((members) => {
      const next = members.findIndex(isFar);
      if (next < 0) return [];
      chosen.push(members[next]!);
      // The points before this one are too near to a chosen point, and always will be.
      return [members.slice(next + 1)];
    });
    shown ??= chosen.length;
  }
  return { chosen, shown: shown ?? 0 };
}

/** Draws picture i in a frame, with its middle at (x, y). */
export function drawThumbnail(
  pictures: Pictures,
  i: number,
  { x, y, colour, ink }: { readonly x: number; readonly y: number; readonly colour: string; readonly ink: Ink },
): SVGElement {
  const small = shrunk(pictures, i, PIXELS);
  const scale = SIDE / Math.max(small.height, small.width);
  const [width, height] = [small.width * scale, small.height * scale];
  const [left, top] = [Math.round(2 * (x - width / 2)) / 2, Math.round(2 * (y - height / 2)) / 2];
  const frame = { x: left - FRAME, y: top - FRAME, width: width + 2 * FRAME, height: height + 2 * FRAME, fill: colour };
  return element(
    "g",
    { class: "thumbnail" },
    element("rect", frame),
    element("rect", { x: left, y: top, width, height, fill: "#ffffff" }),
    drawPicture(small, 0, { x: left, y: top, scale, ink }),
  );
}

/** Returns picture i, shrunk by averaging squares of pixels if a side has more than `most` of them. */
export function shrunk({ height, width, channels, values }: Pictures, i: number, most: number): Pictures {
  const by = Math.ceil(Math.max(height, width) / most);
  const [rows, columns] = [Math.ceil(height / by), Math.ceil(width / by)];
  const sums = new Float32Array(rows * columns * channels);
  const counts = new Float32Array(sums.length);
  const picture = values.subarray(i * height * width * channels, (i + 1) * height * width * channels);
  picture.forEach((value, at) => {
    const [row, column, channel] = [Math.floor(at / channels / width), Math.floor(at / channels) % width, at % channels];
    const to = (Math.floor(row / by) * columns + Math.floor(column / by)) * channels + channel;
    sums[to]! += value;
    counts[to]! += 1;
  });
  return { n: 1, height: rows, width: columns, channels, values: sums.map((sum, at) => sum / counts[at]!) };
}
