import { permutation, random } from "../core/random.ts";
import { drawPicture, type Ink, type Pictures } from "./picture.ts";
import { element } from "./svg.ts";

/** Pictures nearer than this aren't both shown, squared, on the map of side 1 (Géron, chapter 17). */
const APART = 0.02;

/** Side of a picture, in CSS pixels, and the most of its pixels that are drawn at that size. */
const SIDE = 42;
const PIXELS = 32;
const FRAME = 2;

/** How far a picture reaches from its point, in CSS pixels. */
export const REACH = SIDE / 2 + FRAME;

/** Random orders that are tried. */
const TRIES = 20;

/**
 * Which points get their picture, a fair sample: at random, and of some random orders the one that shows most groups, with most pictures; the same ones each
 * time. `positions` [n, 2] are from 0 to 1.
 */
export function farApart(positions: ArrayLike<number>, groups: readonly (readonly number[])[]): readonly number[] {
  const tries = Array.from({ length: TRIES }, (_, seed) => inTurns(positions, groups, seed));
  return tries.reduce((best, one) =>
    one.shown > best.shown || (one.shown === best.shown && one.chosen.length > best.chosen.length) ? one : best,
  ).chosen;
}

/** Groups take turns, each with its next point in a random order that isn't near one that has its picture already, until none has such a point. */
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
      // Those before it won't have room again.
      return [members.slice(next + 1)];
    });
    shown ??= chosen.length;
  }
  return { chosen, shown: shown ?? 0 };
}

/** Picture i with its middle at (x, y), framed. */
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

/** Picture i alone, its pixels averaged in squares where a side has more of them than `most`. */
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
