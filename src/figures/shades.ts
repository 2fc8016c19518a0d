import { MISSING, MOST_CLASSES } from "../core/columns.ts";
import { rounded } from "../core/words.ts";
import { missingColour, type Scale, scaleOf, viridis } from "./colours.ts";
import { type DotGroup, dot } from "./dots.ts";
import { element, textWidth } from "./svg.ts";
import { COLOUR } from "./theme.ts";

/** Points grouped by the shade of their number. */
export interface Shades extends Scale {
  readonly groups: readonly DotGroup[];
  /** Whether some numbers are missing. Their points are grey. */
  readonly hasMissing: boolean;
}

const SHADES = 32;

/** Upper end of the range of viridis that stands out from white paper. */
const LIGHTEST = 0.9;
const colourOf = (shade: number): string => viridis((LIGHTEST * shade) / (SHADES - 1));

/** Returns whether the labels are more than 20 different numbers. A label of null is missing. */
export function areScale(labels: ArrayLike<number | string | null>): labels is ArrayLike<number | null> {
  const distinct = new Set(Array.from(labels).filter((label) => label !== null));
  return distinct.size > MOST_CLASSES && [...distinct].every((label) => typeof label === "number");
}

/** Groups numbers by their shade on the scale of `scaleOf`. A number beyond an end has the shade of that end. */
export function shadesOf(numbers: ArrayLike<number | null>): Shades {
  const scale = scaleOf(Array.from(numbers, (number) => number ?? Number.NaN));
  const { low, high } = scale;
  const members: number[][] = Array.from({ length: SHADES }, () => []);
  const missing: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    const shade = number === null ? 0 : Math.floor((SHADES * (number - low)) / (high - low));
    (number === null ? missing : members[Math.min(SHADES - 1, Math.max(0, shade))]!).push(i);
  }
  const groups = members.map((some, k): DotGroup => ({ members: some, colour: colourOf(k), symbol: "circle" }));
  const grey: DotGroup[] = missing.length > 0 ? [{ members: missing, colour: missingColour("light"), symbol: "circle" }] : [];
  return { groups: [...grey, ...groups], ...scale, hasMissing: missing.length > 0 };
}

/**
 * Draws the colour bar from (x, 0) downwards, with the numbers at its ends and its middle, and the grey point of missing numbers.
 */
export function colourBar(
  { low, high, isBelow, isAbove, hasMissing }: Shades,
  x: number,
  height: number,
  show: (number: number) => string = (number) => String(rounded(number)),
): { readonly nodes: readonly SVGElement[]; readonly width: number } {
  const step = height / SHADES;
  const bars = Array.from({ length: SHADES }, (_, k) => {
    // Each rectangle overlaps the next one by half a pixel, so that no white line shows between them.
    const overlap = k === 0 ? 0 : 0.5;
    return element("rect", {
      class: "shade",
      x,
      y: height - (k + 1) * step,
      width: 14,
      height: step + overlap,
      fill: colourOf(k),
    });
  });
  const ends = [`${isBelow ? "≤ " : ""}${show(low)}`, show((low + high) / 2), `${isAbove ? "≥ " : ""}${show(high)}`];
  const texts = ends.map((text, i) => {
    const at = { x: x + 20, y: height * (1 - i / 2), dy: ["0", "0.35em", "0.75em"][i]!, fill: COLOUR.text };
    return element("text", at, text);
  });
  const y = height + 24;
  const grey = hasMissing
    ? [
        dot("circle", missingColour("light"), x + 7, y),
        element("text", { x: x + 20, y, dy: "0.35em", fill: COLOUR.text }, MISSING),
      ]
    : [];
  const widest = Math.max(...[...ends, ...(hasMissing ? [MISSING] : []), "-0.00e-0"].map((text) => textWidth(text)));
  return { nodes: [...bars, ...texts, ...grey], width: 20 + widest };
}
