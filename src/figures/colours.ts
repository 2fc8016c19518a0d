import type { Column } from "../core/columns.ts";

/** The colour scheme of a page. */
export type Scheme = "light" | "dark";

const words = (text: string): readonly string[] => text.split(" ");

/**
 * Six colours of Okabe and Ito (2008), then six more that stand out from the page. Any two of the twelve differ at least as much
 * as the two most similar of the first six. That is true of every kind of colour vision (simulated after Machado et al., 2009).
 */
const CLASSES: Readonly<Record<Scheme, readonly string[]>> = {
  light: words("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000 #884444 #331188 #9966ff #440000 #bbddbb"),
  dark: words("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #f0e442 #884444 #9966ff #88ffff #aaccaa #7700ee"),
};

/** Background colour of the page; the pages' style sheets use the same values. */
export const PAPER: Readonly<Record<Scheme, string>> = { light: "#ffffff", dark: "#15171c" };

/** Viridis (van der Walt and Smith, 2015) in nine steps; `viridis` interpolates between them. */
const VIRIDIS = words("#440154 #472d7b #3b528b #2c728e #21918c #28ae80 #5ec962 #addc30 #fde725");

/** The range of viridis (0 to 1) that stands out from a light and from a dark page. */
const VISIBLE: Readonly<Record<Scheme, readonly [number, number]>> = { light: [0, 0.9], dark: [0.2, 1] };

/** Number of colours of a scale, about as many as the eye can tell apart. */
const STEPS = 64;

/** Colour of a missing value, which isn't on the scale. */
const MISSING_COLOUR: Readonly<Record<Scheme, string>> = { light: "#b8b8b8", dark: "#6a6a6a" };

/** Returns the colour of class i. Colours repeat after twelve classes. */
export const classColour = (i: number, scheme: Scheme): string => CLASSES[scheme][i % CLASSES[scheme].length]!;

/** Returns the colour of viridis at a position from 0 to 1, as a hex colour. */
export function viridis(part: number): string {
  const at = Math.min(1, Math.max(0, part)) * (VIRIDIS.length - 1);
  const below = Math.min(VIRIDIS.length - 2, Math.floor(at));
  const channel = (i: number) => {
    const [from, to] = [VIRIDIS[below]!, VIRIDIS[below + 1]!].map((hex) => Number.parseInt(hex.slice(i, i + 2), 16)) as [
      number,
      number,
    ];
    return Math.round(from + (to - from) * (at - below))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

/** Returns the colours of a column, from the first class to the last or from the smallest number to the largest. */
export function coloursOf(column: Column | undefined, scheme: Scheme): readonly string[] {
  if (!column) return [classColour(0, scheme)];
  if (column.kind === "classes") return column.names.map((_, i) => classColour(i, scheme));
  const scale = scaleColours(scheme);
  return hasMissing(column) ? [...scale, MISSING_COLOUR[scheme]] : scale;
}

/** Returns the colours of a scale, from its low end to its high end. */
export function scaleColours(scheme: Scheme): readonly string[] {
  const [from, to] = VISIBLE[scheme];
  return Array.from({ length: STEPS }, (_, i) => viridis(from + ((to - from) * i) / (STEPS - 1)));
}

export const missingColour = (scheme: Scheme): string => MISSING_COLOUR[scheme];

export const hasMissing = ({ numbers }: Numbers): boolean => numbers.some(Number.isNaN);

type Numbers = Column & { readonly kind: "numbers" };

/** The ends of a colour scale. Numbers beyond an end have the colour of that end. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Whether some numbers are below `low`. */
  readonly isBelow: boolean;
  /** Whether some numbers are above `high`. */
  readonly isAbove: boolean;
}

/**
 * Share of the numbers at each end that the scale may leave out, because a few outliers would leave hardly any colours for the
 * rest.
 */
const CLIPPED = 0.01;
/** The scale leaves them out only if it becomes shorter by this factor. */
const WORTH_IT = 1.5;

/**
 * Returns the scale of some numbers: from the smallest to the largest, or from the 1 % to the 99 % quantile if that is much
 * shorter. Ignores NaN.
 */
export function scaleOf(numbers: ArrayLike<number>): Scale {
  const sorted = Float64Array.from(numbers)
    .filter((number) => !Number.isNaN(number))
    .sort();
  const last = sorted.length - 1;
  const [least, greatest] = [sorted[0] ?? 0, sorted[last] ?? 0];
  const cut = Math.floor(CLIPPED * sorted.length);
  const [low, high] = [sorted[cut] ?? 0, sorted[last - cut] ?? 0];
  if (low === high || greatest - least <= WORTH_IT * (high - low))
    return { low: least, high: greatest, isBelow: false, isAbove: false };
  return { low, high, isBelow: least < low, isAbove: greatest > high };
}

/** Returns, for each row, the index of its colour in `coloursOf`. */
export function placesOf(column: Column | undefined, count: number): ArrayLike<number> {
  if (!column) return new Uint8Array(count);
  if (column.kind === "classes") return column.classes;
  const { low, high } = scaleOf(column.numbers);
  return column.numbers.map((number) => {
    if (Number.isNaN(number)) return STEPS;
    const part = Math.min(1, Math.max(0, (number - low) / (high - low || 1)));
    return Math.round(part * (STEPS - 1));
  });
}
