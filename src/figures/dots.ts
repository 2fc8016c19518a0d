import { element } from "./svg.ts";
import { COLOUR } from "./theme.ts";

export const SYMBOLS = ["circle", "square", "triangle"] as const;
export type DotSymbol = (typeof SYMBOLS)[number];

/** Points that have the same colour and symbol. */
export interface DotGroup {
  /** Indices of the points. */
  readonly members: readonly number[];
  readonly colour: string;
  readonly symbol: DotSymbol;
}

/** Each group is drawn in this many turns, alternating with the other groups, so that no group hides the others. */
const TURNS = 4;

/** The outlines of the symbols, which cover about the same area. */
const OUTLINE: Readonly<Record<DotSymbol, (x: number, y: number, r: number) => string>> = {
  circle: (x, y, r) => `M${tenth(x - r)} ${tenth(y)}a${r} ${r} 0 1 1 0 .01z`,
  square: (x, y, r) =>
    `M${tenth(x - 0.87 * r)} ${tenth(y - 0.87 * r)}h${tenth(1.74 * r)}v${tenth(1.74 * r)}h${tenth(-1.74 * r)}z`,
  triangle: (x, y, r) => `M${tenth(x)} ${tenth(y - 1.4 * r)}l${tenth(1.25 * r)} ${tenth(2.15 * r)}h${tenth(-2.5 * r)}z`,
};

const tenth = (length: number): number => Math.round(10 * length) / 10;

/** Returns the radius of a point in CSS pixels, which is smaller if there are more points. */
export const radiusOf = (count: number): number => tenth(Math.min(3.6, Math.max(1, 150 / Math.sqrt(count))));

/**
 * Draws points at (x, y) in CSS pixels as a few paths per group. One element per point would make larger files: 5,000 points take
 * about 150 kB.
 */
export function drawDots(
  groups: readonly DotGroup[],
  at: (i: number) => { readonly x: number; readonly y: number },
  radius: number,
): readonly SVGElement[] {
  const turn = (k: number) =>
    groups.map(({ members, colour, symbol }) => {
      const outlines = members.filter((i) => i % TURNS === k).map((i) => OUTLINE[symbol](at(i).x, at(i).y, radius));
      return { d: outlines.join(""), fill: colour };
    });
  return Array.from({ length: TURNS }, (_, k) => turn(k))
    .flat()
    .filter(({ d }) => d !== "")
    .map((path) => element("path", { class: "dots", ...path, stroke: COLOUR.paper, "stroke-width": 0.3 }));
}

/** Draws one point for a legend. */
export const dot = (symbol: DotSymbol, colour: string, x: number, y: number, radius = 5): SVGElement =>
  element("path", { class: "key", d: OUTLINE[symbol](x, y, radius), fill: colour });
