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

/** Which points get their picture: going through them in order, those that aren't near one that has it already. `positions` [n, 2] are from 0 to 1. */
export function farApart(positions: ArrayLike<number>): readonly number[] {
  const chosen: number[] = [];
  for (let i = 0; i < positions.length / 2; i++) {
    const near = (j: number) =>
      (positions[2 * i]! - positions[2 * j]!) ** 2 + (positions[2 * i + 1]! - positions[2 * j + 1]!) ** 2 <= APART;
    if (!chosen.some(near)) chosen.push(i);
  }
  return chosen;
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
