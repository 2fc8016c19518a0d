import type { Column } from "./columns.ts";

/** Whether the page is light or dark. */
export type Scheme = "light" | "dark";

const words = (text: string): readonly string[] => text.split(" ");

/**
 * Six colours of Okabe and Ito (2008), then six that no kind of colour vision (simulated after Machado et al., 2009) finds nearer to
 * another than those are among themselves, and that stand out from the page.
 */
const CLASSES: Readonly<Record<Scheme, readonly string[]>> = {
  light: words("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #000000 #884444 #331188 #9966ff #440000 #bbddbb"),
  dark: words("#0072b2 #d55e00 #009e73 #cc79a7 #e69f00 #56b4e9 #f0e442 #884444 #9966ff #88ffff #aaccaa #7700ee"),
};

/** The page's background, as in the pages' styles. */
export const PAPER: Readonly<Record<Scheme, string>> = { light: "#ffffff", dark: "#15171c" };

/** Viridis (van der Walt and Smith, 2015) in nine steps; what lies between them is mixed. */
const VIRIDIS = words("#440154 #472d7b #3b528b #2c728e #21918c #28ae80 #5ec962 #addc30 #fde725");

/** The part of viridis that stands out from a light and from a dark page. */
const VISIBLE: Readonly<Record<Scheme, readonly [number, number]>> = { light: [0, 0.9], dark: [0.2, 1] };

/** Colours of a scale of numbers: as many as the eye can tell apart. */
const STEPS = 64;

/** Of a number that is missing: nowhere on the scale. */
const MISSING_COLOUR: Readonly<Record<Scheme, string>> = { light: "#b8b8b8", dark: "#6a6a6a" };

/** The colour of class i; after twelve they begin again. */
export const classColour = (i: number, scheme: Scheme): string => CLASSES[scheme][i % CLASSES[scheme].length]!;

/** Viridis at 0 to 1, as a hex colour. */
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

/** The colours of a column, from the first class to the last, or from the least number to the greatest. */
export function coloursOf(column: Column | undefined, scheme: Scheme): readonly string[] {
  if (!column) return [classColour(0, scheme)];
  if (column.kind === "classes") return column.names.map((_, i) => classColour(i, scheme));
  const scale = scaleColours(scheme);
  return hasMissing(column) ? [...scale, MISSING_COLOUR[scheme]] : scale;
}

/** The colours of a scale, from its low end to its high end. */
export function scaleColours(scheme: Scheme): readonly string[] {
  const [from, to] = VISIBLE[scheme];
  return Array.from({ length: STEPS }, (_, i) => viridis(from + ((to - from) * i) / (STEPS - 1)));
}

export const missingColour = (scheme: Scheme): string => MISSING_COLOUR[scheme];

export const hasMissing = ({ numbers }: Numbers): boolean => numbers.some(Number.isNaN);

type Numbers = Column & { readonly kind: "numbers" };

/** The ends of a scale of colours, and whether numbers lie beyond them, which have its ends' colours. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly isBelow: boolean;
  readonly isAbove: boolean;
}

/** The share of the numbers at each end that a scale needn't reach: a few far away would take all colours from the rest. */
const CLIPPED = 0.01;
/** It ends earlier where that makes it so much shorter. */
const WORTH_IT = 1.5;

/** The scale of some numbers, from the least to the greatest, or from their 1 % quantile to their 99 % quantile where that is much shorter. NaN counts nothing. */
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

/** For each row, the place of its colour in `coloursOf`. */
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
