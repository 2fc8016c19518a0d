import type { DotGroup } from "./dots.ts";
import { viridis } from "./page/colours.ts";
import { element } from "./svg.ts";
import { COLOUR } from "./theme.ts";

/** Points by the shade of their number, from the lowest of them to the highest. */
export interface Shades {
  readonly groups: readonly DotGroup[];
  readonly low: number;
  readonly high: number;
}

/** More different numbers than this aren't classes. */
const MOST_CLASSES = 20;
const SHADES = 32;

/** The part of viridis that stands out from paper. */
const LIGHTEST = 0.9;
const colourOf = (shade: number): string => viridis((LIGHTEST * shade) / (SHADES - 1));

/** Whether labels are more than 20 different numbers. */
export function areScale(labels: ArrayLike<number | string>): labels is ArrayLike<number> {
  const distinct = new Set(Array.from(labels));
  return distinct.size > MOST_CLASSES && [...distinct].every((label) => typeof label === "number");
}

export function shadesOf(numbers: ArrayLike<number>): Shades {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) [low, high] = [Math.min(low, numbers[i]!), Math.max(high, numbers[i]!)];
  const members: number[][] = Array.from({ length: SHADES }, () => []);
  for (let i = 0; i < numbers.length; i++)
    members[Math.min(SHADES - 1, Math.floor((SHADES * (numbers[i]! - low)) / (high - low)))]!.push(i);
  return { groups: members.map((some, k) => ({ members: some, colour: colourOf(k), symbol: "circle" })), low, high };
}

/** The bar of colours from (x, 0) downwards, with the numbers at its ends and in its middle. */
export function colourBar({ low, high }: Shades, x: number, height: number): readonly SVGElement[] {
  const step = height / SHADES;
  const bars = Array.from({ length: SHADES }, (_, k) => {
    // Half a pixel into the next one, so that no paper shows between two.
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
  const texts = [low, (low + high) / 2, high].map((number, i) => {
    const at = { x: x + 20, y: height * (1 - i / 2), dy: ["0", "0.35em", "0.75em"][i]!, fill: COLOUR.text };
    return element("text", at, String(Number(number.toPrecision(3))));
  });
  return [...bars, ...texts];
}
