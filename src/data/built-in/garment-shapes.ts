import type { Point } from "./raster.ts";

/** A filled polygon, in pixels of a 28 x 28 image. Shade 1 is cloth, and shade 0 is a hole. */
export interface Part {
  readonly points: readonly Point[];
  readonly shade: number;
}

/** Draws a random number between two numbers. */
type Between = (low: number, high: number) => number;

const part = (shade: number, points: readonly Point[]): Part => ({ points, shade });

/** Makes points from a list of coordinates: x, y, x, y, … */
const polygon = (...xy: readonly number[]): Point[] => xy.flatMap((x, i) => (i % 2 === 0 ? [[x, xy[i + 1]!] as const] : []));

/** Makes a symmetric outline from its right half, from top to bottom. x is the distance from the middle. */
function mirrored(...xy: readonly number[]): Point[] {
  const half = polygon(...xy);
  return [...half.map(([x, y]): Point => [14 + x, y]), ...half.toReversed().map(([x, y]): Point => [14 - x, y])];
}

const box = (left: number, top: number, right: number, bottom: number): Point[] =>
  polygon(left, top, right, top, right, bottom, left, bottom);

/** Makes a line with a width, as a polygon. */
function stroke(width: number, x1: number, y1: number, x2: number, y2: number): Point[] {
  const scale = width / 2 / Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(y1 - y2) * scale, (x2 - x1) * scale];
  return polygon(x1 + dx, y1 + dy, x2 + dx, y2 + dy, x2 - dx, y2 - dy, x1 - dx, y1 - dy);
}

/** Makes a torso with sleeves that end at the height `sleeveEnd`, `reach` pixels to the side of the shoulder. */
function torso(r: Between, sleeveEnd: number, reach: number, hem: number) {
  const [neck, shoulder, waist, cuff] = [r(2.2, 3.6), r(6.5, 8), r(5.2, 6.8), r(2.4, 3.4)];
  const end = shoulder + reach;
  const body = mirrored(neck, 1, shoulder, 2.8, end, sleeveEnd, end - cuff, sleeveEnd + 0.8, waist + 0.4, 9.5, waist, hem);
  return { body, neck, waist };
}

/** Makes a shoe from the side, with the toe on the left. The height at the heel distinguishes sneakers from boots. */
function shoe(r: Between, heelTop: number, opening: number) {
  const toe = r(15.5, 17.5);
  const body = polygon(1.5, toe + 3, 4, toe, 11, toe - 1.5, 25.5 - opening, heelTop, 25.5, heelTop, 26, 21.5, 1.2, 21.5);
  return { body, sole: box(1, 21, 26.6, r(22.4, 23.8)) };
}

function tShirt(r: Between): Part[] {
  const { body, neck } = torso(r, r(8, 10.5), r(2.6, 4.2), r(24, 27));
  return [part(1, body), part(0, mirrored(neck, 0.5, 0, r(3, 5)))];
}

function trouser(r: Between): Part[] {
  const [hip, hem, crotch] = [r(4, 5.5), r(3.8, 5.8), r(8, 11)];
  return [
    part(1, mirrored(hip, 1, hip + 0.6, crotch, hem, 27)),
    part(0, mirrored(0.1, crotch, r(0.7, 1.8), 27.5)),
    part(0.7, mirrored(hip, 1, hip, 2.3)),
  ];
}

function pullover(r: Between): Part[] {
  const { body, neck, waist } = torso(r, r(22, 25), r(2.8, 4), r(24, 26.5));
  return [part(1, body), part(0.4, mirrored(neck, 0.8, 0, r(2.4, 3.6))), part(0.75, mirrored(waist, 23, waist, 23.9))];
}

function dress(r: Between): Part[] {
  const [shoulder, waist, hem] = [r(2.8, 4.4), r(2.4, 3.6), r(4.6, 8)];
  return [
    part(1, mirrored(shoulder, 1, shoulder + 0.6, 5, waist, r(9.5, 11.5), hem, 27)),
    part(0, mirrored(shoulder - 1.2, 0.5, 0, r(3, 5))),
  ];
}

function coat(r: Between): Part[] {
  const { body, neck } = torso(r, r(22, 25), r(2.4, 3.4), r(26.5, 27.8));
  const lapel = r(9, 13);
  return [
    part(1, body),
    part(0, mirrored(neck - 0.4, 0.5, 0, r(4, 5.5))),
    part(0.5, mirrored(neck, 1, 0.4, lapel, 0, lapel - 2)),
    part(0.1, mirrored(0.45, lapel, r(0.4, 0.9), 28)),
  ];
}

/** Makes a sandal, flat or with a heel: a thin sole, a strap over the toes and one around the ankle. */
function sandal(r: Between): Part[] {
  const lift = r(0, 1) < 0.5 ? r(0, 1.5) : r(4, 8);
  const [ball, back] = [21.5, 20.5 - lift];
  const ankle = back - r(5, 8);
  const width = r(1.3, 2.1);
  return [
    part(
      0.9,
      polygon(
        1,
        ball,
        9,
        ball - 0.7,
        17,
        (ball + back) / 2,
        25.5,
        back,
        26,
        back + 1.8,
        17,
        (ball + back) / 2 + 2.2,
        9,
        23.2,
        1,
        23.2,
      ),
    ),
    part(1, polygon(25.8 - r(1.2, 3.5), back + 1, 26, back + 1, 26, 23.4, 24.6, 23.4)),
    part(1, stroke(width, 4, ball, 9, ball - r(4, 6))),
    part(1, stroke(width, 9, ball - 5, 13.5, ball - 0.5)),
    part(0.9, stroke(width, 25, back + 0.5, 23.5, ankle)),
    part(0.9, stroke(width, 24, ankle, 16.5, ankle + r(0, 2))),
    part(0.8, stroke(width, 17, ankle + 1, 14, (ball + back) / 2)),
  ];
}

function shirt(r: Between): Part[] {
  const { body, neck } = torso(r, r(12, 23), r(2.5, 3.6), r(24.5, 27));
  const buttons = [6, 10, 14, 18, 22].map((y) => part(0.2, box(13.4, y, 14.6, y + 1.1)));
  return [part(1, body), part(0.5, mirrored(neck, 0.6, 0, 5)), part(0, mirrored(1.4, 0.5, 0, 3.4)), ...buttons];
}

function sneaker(r: Between): Part[] {
  const { body, sole } = shoe(r, r(12.5, 14.5), r(5, 7));
  const laces = [9, 11.5, 14].map((x) => part(0.3, stroke(1.1, x + 0.4, 16.5, x + 2.8, 14.2)));
  return [part(0.85, body), part(1, sole), ...laces];
}

function bag(r: Between): Part[] {
  const [top, half, reach, width] = [r(9, 12), r(8.5, 12.5), r(4, 8), r(3.5, 6.5)];
  const ring = (inset: number) =>
    mirrored(width - 1.5 - inset / 2, top - reach + inset, width - inset, top - reach + 1.5 + inset, width + 1 - inset, top + 1);
  return [
    part(0.9, ring(0)),
    part(0, ring(1.3)),
    part(1, mirrored(half - r(0, 1.5), top, half, 25.5)),
    part(0.55, box(14 - half, top + 2.5, 14 + half, top + 3.3)),
    part(0.2, box(13, top + 2.5, 15, top + 5)),
  ];
}

function ankleBoot(r: Between): Part[] {
  const heelTop = r(2.5, 6);
  const { body, sole } = shoe(r, heelTop, r(8.5, 11));
  const heel = r(0, 1) < 0.5 ? [part(0.9, polygon(19.5, 21.5, 26.3, 21.5, 26.3, 26, r(20.5, 23.5), 26))] : [];
  return [part(1, body), part(0.7, sole), part(0.6, stroke(0.9, 16.5, heelTop + 5, 21, heelTop + 6)), ...heel];
}

/** The ten classes, in the order of Fashion-MNIST. */
export const kinds: readonly (readonly [name: string, draw: (r: Between) => readonly Part[]])[] = [
  ["t-shirt", tShirt],
  ["trouser", trouser],
  ["pullover", pullover],
  ["dress", dress],
  ["coat", coat],
  ["sandal", sandal],
  ["shirt", shirt],
  ["sneaker", sneaker],
  ["bag", bag],
  ["ankle boot", ankleBoot],
];
