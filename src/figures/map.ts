import { dateOf } from "../core/dates.ts";
import { DataError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { extent } from "../core/statistics.ts";
import { classesOf, classKey, namesAmid } from "./classes.ts";
import { MISSING, shortNumber } from "./columns.ts";
import { type DotGroup, drawDots, radiusOf } from "./dots.ts";
import { type Ink, picturesOf } from "./picture.ts";
import { areScale, colourBar, shadesOf } from "./shades.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";
import { drawThumbnail, farApart, REACH } from "./thumbnails.ts";

export interface MapFigureOptions extends FigureTitles {
  /** [n, 2]: where each example lies. */
  readonly positions: NdArray<"float32">;
  /** Each point's class, as a number or a name, null where it is missing; more than twenty different numbers are drawn as a scale. */
  readonly labels?: ArrayLike<number | string | null>;
  /** Whether labels are times, in seconds since 1970 UTC. */
  readonly areDates?: boolean;
  /** What the classes 0, 1, 2, … are called, where labels are their numbers. */
  readonly classNames?: readonly string[];
  /** Pictures [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1, of which about twenty are shown in their places. */
  readonly images?: NdArray<"uint8"> | NdArray<"float32">;
  readonly ink?: Ink;
}

/** Lengths in CSS pixels. */
const SIDE = 600;
const MARGIN = 8;
const GAP = 18;

/**
 * A map of codings (figure 17-5), both axes from 0 to 1: a point for each row, by class or by number, and some of the pictures in frames of their classes'
 * colours; without pictures, the names of classes amid their points.
 * @throws ShapeError where positions aren't [n, 2], images aren't pictures, or there isn't a label or a picture for each point.
 * @throws DataError where there is no point, or a position or a label isn't a number (naming its row).
 */
export function mapFigure(options: MapFigureOptions): Figure {
  const { positions, images, title = "A map of the codings", subtitle, ink = "dark" } = options;
  expectMap(options);
  const count = positions.shape[0]!;
  const unit = toUnitSquare(positions.data);
  const margin = MARGIN + (images ? REACH : 0);
  const at = (i: number) => ({
    x: margin + unit[2 * i]! * (SIDE - 2 * margin),
    y: SIDE - margin - unit[2 * i + 1]! * (SIDE - 2 * margin),
  });
  const { groups, key, keyWidth, names } = legendOf(count, options, at);
  const thumbnails = () => {
    const pictures = picturesOf("images", images!);
    const colours: string[] = [];
    for (const { members, colour } of groups) for (const i of members) colours[i] = colour;
    const members = groups.map((group) => group.members);
    return farApart(unit, members).map((i) => drawThumbnail(pictures, i, { ...at(i), colour: colours[i]!, ink }));
  };
  const border = element("rect", { width: SIDE, height: SIDE, fill: "none", stroke: COLOUR.grid });
  return figure({
    body: [border, ...drawDots(groups, at, radiusOf(count)), ...(images ? thumbnails() : names), ...key],
    width: SIDE + keyWidth,
    height: SIDE,
    title,
    subtitle,
  });
}

/** How points are drawn, and what tells it: to the right of the map, and on it. */
interface Legend {
  readonly groups: readonly DotGroup[];
  readonly key: readonly SVGElement[];
  readonly keyWidth: number;
  readonly names: readonly SVGElement[];
}

function legendOf(
  count: number,
  { labels, classNames, areDates = false }: Pick<MapFigureOptions, "labels" | "classNames" | "areDates">,
  at: (i: number) => { readonly x: number; readonly y: number },
): Legend {
  if (!labels) {
    const members = Array.from({ length: count }, (_, i) => i);
    return { groups: [{ members, colour: OKABE_ITO.blue, symbol: "circle" }], key: [], keyWidth: 0, names: [] };
  }
  if (!classNames && areScale(labels)) {
    const shades = shadesOf(labels);
    const bar = colourBar(shades, SIDE + GAP, SIDE / 2, areDates ? (time) => shortNumber(time, true) : undefined);
    return { groups: shades.groups, key: bar.nodes, keyWidth: GAP + bar.width, names: [] };
  }
  const groups = classesOf(
    Array.from(labels, (label) => (areDates && label !== null ? dateOf(Number(label)) : (label ?? MISSING))),
    classNames,
  );
  const key = classKey(groups, SIDE + GAP, SIDE);
  return { groups, key: key.nodes, keyWidth: GAP + key.width, names: namesAmid(groups, at, SIDE) };
}

/** Positions [n, 2], each axis from 0 to 1; in its middle where all are the same. */
function toUnitSquare(positions: Float32Array): Float64Array {
  const ends = [extent(positions, 0, 2), extent(positions, 1, 2)];
  return Float64Array.from(positions, (value, i) => {
    const [low, high] = ends[i % 2]!;
    return low === high ? 0.5 : (value - low) / (high - low);
  });
}

function expectMap({ positions: { shape, data }, labels, images }: MapFigureOptions): void {
  const [count = 0, width] = shape;
  if (shape.length !== 2 || width !== 2)
    throw new ShapeError(`A map's positions are [n, 2], but these are [${shape.join(", ")}].`);
  if (count === 0) throw new DataError("There are no points to draw.");
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    throw new DataError(
      `The position of row ${bad >> 1} (counted from 0) is [${data.subarray(bad & ~1, (bad | 1) + 1).join(", ")}]. Leave that row out.`,
    );
  if (labels && labels.length !== count)
    throw new ShapeError(`There are ${count} points, but ${labels.length} labels. Give one each.`);
  for (let i = 0; labels && i < count; i++)
    if (typeof labels[i] === "number" && !Number.isFinite(labels[i]))
      throw new DataError(`The label of row ${i} (counted from 0) is ${labels[i]}. Leave that row out.`);
  if (images && images.shape[0] !== count)
    throw new ShapeError(`There are ${count} points, but ${images.shape[0] ?? 0} pictures. Give one each.`);
}
