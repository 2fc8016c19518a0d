import { sizeOf } from "../../core/ndarray.ts";
import type { DrawnLayer } from "./network.ts";

/** A box: the rectangle of its front, and how far its back is shifted to the right and up (0 for a flat box). */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly back: number;
}

/** The direction of the drawing: left to right with text below (wide), or top to bottom with text on the right (tall). */
export type Direction = "wide" | "tall";

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The place of each layer's text: its start (tall) or its middle. */
  readonly words: readonly { readonly x: number; readonly y: number }[];
  readonly boxes: readonly Box[];
  /** The points of the polygons that lead from each layer to the next one. */
  readonly funnels: readonly string[];
  /** The paths from the partner of each tied layer to the layer. */
  readonly ties: readonly string[];
}

/** Lengths of each direction in pixels: the distance between layers, the longest bar, and the space before and after it. */
const measures = {
  wide: { step: 104, longest: 170, before: 62, behind: 88 },
  tall: { step: 58, longest: 126, before: 30, behind: 152 },
} as const;

const THIN = 6;
const FLAT = 16;

/** Computes the layout of a drawing. The length of a bar is proportional to the logarithm of its size, its thickness to the logarithm of its channels. */
export function layOut(layers: readonly DrawnLayer[], direction: Direction): Layout {
  const { step, longest, before, behind } = measures[direction];
  const isTall = direction === "tall";
  const scale = direction === "wide" ? 1 : 0.7;
  const most = Math.max(...layers.map(({ shape }) => Math.log2(1 + lengthOf(shape))));
  const middle = before + longest / 2;
  const bars = layers.map(({ shape, role }, i) => {
    const length = Math.max(10, (longest * Math.log2(1 + lengthOf(shape))) / most);
    const channels = channelsOf(shape);
    const thin = role === "shape" || role === "noise" ? THIN : FLAT;
    const thickness = scale * (channels === undefined ? thin : Math.max(THIN, 6 * Math.log2(1 + channels)));
    const back = channels === undefined ? 0 : 0.09 * length;
    return { at: step * (i + 0.5), length, thickness, back };
  });
  const boxes = bars.map(({ at, length, thickness, back }): Box => {
    const [along, across] = [at - thickness / 2 - back / 2, middle - length / 2 + back / 2];
    return isTall
      ? { x: across - back / 2, y: along + back, width: length, height: thickness, back }
      : { x: along, y: across, width: thickness, height: length, back };
  });
  const whole = { along: step * layers.length, across: before + longest + behind };
  return {
    width: isTall ? whole.across : whole.along,
    height: isTall ? whole.along : whole.across,
    boxes,
    words: bars.map(({ at }) => (isTall ? { x: before + longest + 18, y: at } : { x: at, y: before + longest + 28 })),
    funnels: boxes.slice(1).map((box, i) => (isTall ? funnelDown(boxes[i]!, box) : funnelRight(boxes[i]!, box))),
    ties: layers.flatMap(({ tiedTo }, i) =>
      tiedTo === undefined ? [] : [isTall ? tieLeft(boxes[tiedTo]!, boxes[i]!) : tieAbove(boxes[tiedTo]!, boxes[i]!)],
    ),
  };
}

/** Returns the size that the length of a bar shows: the numbers of a row, or the pixels of an image. */
const lengthOf = (shape: readonly number[]): number => (shape.length >= 2 ? sizeOf(shape.slice(0, 2)) : sizeOf(shape));

/** Returns the number of channels of images, or undefined for rows. */
const channelsOf = (shape: readonly number[]): number | undefined => (shape.length >= 2 ? (shape[2] ?? 1) : undefined);

const GAP = 3;
const points = (...pairs: readonly (readonly [number, number])[]): string =>
  pairs.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

function funnelRight(from: Box, to: Box): string {
  const [left, right] = [from.x + from.width + from.back + GAP, to.x - GAP];
  return points([left, from.y - from.back], [right, to.y], [right, to.y + to.height], [left, from.y + from.height - from.back]);
}

function funnelDown(from: Box, to: Box): string {
  const [top, bottom] = [from.y + from.height + GAP, to.y - to.back - GAP];
  return points([from.x, top], [to.x + to.back, bottom], [to.x + to.back + to.width, bottom], [from.x + from.width, top]);
}

function tieAbove(from: Box, to: Box): string {
  const [x1, x2] = [from.x + from.width / 2, to.x + to.width / 2];
  const top = Math.min(from.y, to.y) - 6;
  const lift = Math.min(44, 10 + (x2 - x1) / 16);
  return `M${x1.toFixed(1)} ${(from.y - 4).toFixed(1)}C${x1.toFixed(1)} ${(top - lift).toFixed(1)} ${x2.toFixed(1)} ${(top - lift).toFixed(1)} ${x2.toFixed(1)} ${(to.y - 4).toFixed(1)}`;
}

function tieLeft(from: Box, to: Box): string {
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const left = Math.min(from.x, to.x) - 4;
  const lift = Math.min(30, 10 + (y2 - y1) / 14);
  return `M${(from.x - 4).toFixed(1)} ${y1.toFixed(1)}C${(left - lift).toFixed(1)} ${y1.toFixed(1)} ${(left - lift).toFixed(1)} ${y2.toFixed(1)} ${(to.x - 4).toFixed(1)} ${y2.toFixed(1)}`;
}
