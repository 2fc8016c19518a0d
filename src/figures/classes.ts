import { DataError } from "../core/errors.ts";
import { upperMedian } from "../core/statistics.ts";
import { classColour } from "./colours.ts";
import { type DotGroup, dot, SYMBOLS } from "./dots.ts";
import { element, textWidth } from "./svg.ts";
import { COLOUR, SIZE } from "./theme.ts";

/** The points of one class. */
export interface ClassGroup extends DotGroup {
  readonly name: string;
}

/** Number of colours, the same as on the map page. */
const COLOURS = 12;

/** Lengths in CSS pixels. */
const LINE = 20;
const SYMBOL = 12;

/**
 * Groups points by their class. The classes are in the order of `classNames`; without it, numbers are in ascending and names in
 * alphabetical order. Combinations of twelve colours and three symbols make 36 classes look different, and neighbours in the list
 * differ even without colour.
 * @throws DataError if a label has no name in `classNames`.
 */
export function classesOf(labels: ArrayLike<number | string>, classNames?: readonly string[]): readonly ClassGroup[] {
  const members = new Map<number | string, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (classNames && classNames[label as number] === undefined)
      throw new DataError(
        `Row ${i} (counted from 0) has the label ${label}, but classNames only names the classes 0 to ${classNames.length - 1}. Add the missing names.`,
      );
    const others = members.get(label);
    if (others) others.push(i);
    else members.set(label, [i]);
  }
  const keys = classNames ? classNames.map((_, k) => k) : [...members.keys()].sort(inOrder);
  return keys
    .map((key, k) => ({
      name: classNames?.[k] ?? String(key),
      members: members.get(key) ?? [],
      colour: classColour(k, "light"),
      symbol: SYMBOLS[(k + Math.floor(k / COLOURS)) % SYMBOLS.length]!,
    }))
    .filter((group) => group.members.length > 0);
}

const inOrder = (a: number | string, b: number | string): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });

/**
 * Draws the symbols and names of the classes from (x, 0) downwards, in as many columns as their number and the height require.
 */
export function classKey(
  groups: readonly ClassGroup[],
  x: number,
  height: number,
): { readonly nodes: readonly SVGElement[]; readonly width: number } {
  const lines = Math.floor(height / LINE);
  const width = 2 * SYMBOL + Math.max(...groups.map(({ name }) => textWidth(name)));
  const nodes = groups.flatMap(({ name, symbol, colour }, k) => {
    const at = { x: x + Math.floor(k / lines) * width, y: (k % lines) * LINE + LINE / 2 };
    const text = element("text", { x: at.x + 1.5 * SYMBOL, y: at.y, dy: "0.35em", fill: COLOUR.text }, name);
    return [dot(symbol, colour, at.x + SYMBOL / 2, at.y, SYMBOL / 2 - 1), text];
  });
  return { nodes, width: Math.ceil(groups.length / lines) * width };
}

/**
 * Writes each class's name in the middle of its points, inside a square of the given side. Leaves out names that would cover
 * another one.
 */
export function namesAmid(
  groups: readonly ClassGroup[],
  at: (i: number) => { readonly x: number; readonly y: number },
  side: number,
): readonly SVGElement[] {
  const wanted = groups.map(({ members, name }) => {
    const points = members.map(at);
    const half = textWidth(name) / 2 + 4;
    const x = Math.min(side - half, Math.max(half, upperMedian(points.map((point) => point.x))!));
    return { name, x, y: upperMedian(points.map(({ y }) => y))!, half };
  });
  const placed: typeof wanted = [];
  for (const here of wanted) {
    const hides = ({ x, y, half }: typeof here) =>
      Math.abs(here.y - y) < 1.5 * SIZE.text && Math.abs(here.x - x) < here.half + half;
    if (!placed.some(hides)) placed.push(here);
  }
  return placed.flatMap(({ name, x, y }) => {
    const text = { class: "name", x, y, dy: "0.35em", "text-anchor": "middle", "font-weight": 700 };
    const halo = {
      fill: COLOUR.paper,
      stroke: COLOUR.paper,
      "stroke-width": 4,
      "stroke-linejoin": "round",
      "aria-hidden": "true",
    };
    return [element("text", { ...text, class: "halo", ...halo }, name), element("text", { ...text, fill: COLOUR.text }, name)];
  });
}
