import { OptionError } from "../../core/errors.ts";

/** How the points look: `places` are each row's place in `colours`; rows that aren't in `strong` are faint, those not in `shown` are left out. */
export interface Look {
  readonly places: ArrayLike<number>;
  /** Like #0072b2. */
  readonly colours: readonly string[];
  readonly background: string;
  readonly shown?: readonly number[];
  readonly strong?: ReadonlySet<number>;
}

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A point's state, the fourth of its bytes; SELECTED comes on top of another. */
export const [HIDDEN, FAINT, STRONG, SELECTED] = [0, 1, 2, 4] as const;
/** How much of what is behind them points cover. */
export const OPACITY = { faint: 0.07, strong: 0.85 } as const;

/** @throws OptionError where it isn't written like #0072b2. */
export function rgbOf(colour: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (!hex) throw new OptionError(`A point's colour is written like #0072b2, but this one is ${JSON.stringify(colour)}.`);
  const all = Number.parseInt(hex, 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

/** Black on a light background, white on a dark one. */
export const contrastTo = ([red, green, blue]: Rgb): Rgb =>
  0.299 * red + 0.587 * green + 0.114 * blue > 128 ? [0, 0, 0] : [255, 255, 255];

/** Each point's red, green, blue and state, four bytes a row. */
export function marksOf({ places, colours, shown, strong }: Look, count: number, selected: Iterable<number>): Uint8Array {
  const palette = colours.map(rgbOf);
  const marks = new Uint8Array(4 * count);
  for (let row = 0; row < count; row++) {
    const [red, green, blue] = palette[places[row]!]!;
    const at = 4 * row;
    marks[at] = red;
    marks[at + 1] = green;
    marks[at + 2] = blue;
    marks[at + 3] = shown ? HIDDEN : !strong || strong.has(row) ? STRONG : FAINT;
  }
  for (const row of shown ?? []) marks[4 * row + 3] = !strong || strong.has(row) ? STRONG : FAINT;
  for (const row of selected) marks[4 * row + 3]! |= SELECTED;
  return marks;
}

/** Whether a row is drawn. */
export const isDrawn = (marks: Uint8Array, row: number): boolean => (marks[4 * row + 3]! & (FAINT | STRONG)) !== 0;

/** The points' diameter in CSS pixels: the more there are, the smaller; on a large canvas, larger. */
export function diameterOf(count: number, side: number): number {
  const usual = count <= 500 ? 8 : count <= 5000 ? 6 : count <= 20000 ? 5 : 3;
  return usual * Math.min(3, Math.max(1, side / 900));
}
