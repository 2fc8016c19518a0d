import { OptionError } from "../../core/errors.ts";

/** The appearance of the points. */
export interface Look {
  /** Index of each row's colour in `colours`. */
  readonly places: ArrayLike<number>;
  /** Colours in the format #rrggbb. */
  readonly colours: readonly string[];
  readonly background: string;
  /** 1 for each visible row and 0 for the others (default all visible). */
  readonly shown?: Uint8Array | undefined;
  /** Rows that aren't faint (default all). */
  readonly strong?: ReadonlySet<number>;
}

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** States of a point, stored in its fourth byte. SELECTED is combined with one of the others. */
export const [HIDDEN, FAINT, STRONG, SELECTED] = [0, 1, 2, 4] as const;
/** Opacity of faint and other points, 0 to 1. */
export const OPACITY = { faint: 0.07, strong: 0.85 } as const;

/** @throws OptionError if the colour doesn't have the format #rrggbb. */
export function rgbOf(colour: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (!hex)
    throw new OptionError(`The colour ${JSON.stringify(colour)} doesn't have the format #rrggbb. Write it like "#0072b2".`);
  const all = Number.parseInt(hex, 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

/** Returns black for a light background and white for a dark one. */
export const contrastTo = ([red, green, blue]: Rgb): Rgb =>
  0.299 * red + 0.587 * green + 0.114 * blue > 128 ? [0, 0, 0] : [255, 255, 255];

/** Returns each point's red, green, blue and state as four bytes per row. */
export function marksOf({ places, colours, shown, strong }: Look, count: number, selected: Iterable<number>): Uint8Array {
  const palette = colours.map(rgbOf);
  const marks = new Uint8Array(4 * count);
  for (let row = 0; row < count; row++) {
    const [red, green, blue] = palette[places[row]!]!;
    const at = 4 * row;
    marks[at] = red;
    marks[at + 1] = green;
    marks[at + 2] = blue;
    marks[at + 3] = shown?.[row] === 0 ? HIDDEN : !strong || strong.has(row) ? STRONG : FAINT;
  }
  for (const row of selected) marks[4 * row + 3]! |= SELECTED;
  return marks;
}

/** Returns whether a row is visible. */
export const isDrawn = (marks: Uint8Array, row: number): boolean => (marks[4 * row + 3]! & (FAINT | STRONG)) !== 0;

/** Returns the diameter of points in CSS pixels, which is smaller for more points and larger on a large canvas. */
export function diameterOf(count: number, side: number): number {
  const usual = count <= 500 ? 8 : count <= 5000 ? 6 : count <= 20000 ? 5 : 3;
  return usual * Math.min(3, Math.max(1, side / 900));
}
