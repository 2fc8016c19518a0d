import { MISSING, shortNumber } from "../core/columns.ts";
import { dateOf } from "../core/dates.ts";
import { DataError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { extent } from "../core/statistics.ts";
import { classesOf, classKey, namesAmid } from "./classes.ts";
import { type DotGroup, drawDots, radiusOf } from "./dots.ts";
import { type Ink, picturesOf } from "./picture.ts";
import { areScale, colourBar, shadesOf } from "./shades.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";
import { drawThumbnail, farApart, REACH } from "./thumbnails.ts";

/** The options of `mapFigure`. */
export interface MapFigureOptions extends FigureTitles {
  /** Position of each example on the map, [n, 2]. */
  readonly positions: NdArray<"float32">;
  /**
   * Class of each point, as a number or a name, or null if it is missing. More than 20 different numbers are drawn as a colour
   * scale.
   */
  readonly labels?: ArrayLike<number | string | null>;
  /** Whether the labels are times, in seconds since 1970 UTC (default false). */
  readonly areDates?: boolean;
  /** Names of the classes 0, 1, 2, … if the labels are class numbers. */
  readonly classNames?: readonly string[];
  /**
   * Pictures [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1. The map shows about twenty of them at
   * their positions.
   */
  readonly images?: NdArray<"uint8"> | NdArray<"float32">;
  /** How grey pictures are drawn (default "dark": black on white). */
  readonly ink?: Ink;
}

/** Lengths in CSS pixels. */
const SIDE = 600;
const MARGIN = 8;
const GAP = 18;

/**
 * Draws a map of codings (figure 17-5 of the lecture): one point per example, coloured by class or by number. Shows some of the
 * pictures in frames of their class's colour; without pictures, writes the name of each class among its points. Both axes are
 * scaled to fill the square.
 * @throws ShapeError if positions aren't [n, 2], images aren't pictures, or their number or that of the labels isn't n.
 * @throws DataError if there are no points, or a position or a label isn't a finite number.
 * @example
 * const positions = await new Tsne().fitTransform(codings);
 * const { svg } = mapFigure({ positions, labels, images });
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

/** The groups of points with their legend. */
interface Legend {
  readonly groups: readonly DotGroup[];
  /** The legend to the right of the map. */
  readonly key: readonly SVGElement[];
  readonly keyWidth: number;
  /** Names of classes on the map. */
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

/** Scales each axis of the positions [n, 2] to 0 to 1. If all values of an axis are the same, they become 0.5. */
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
    throw new ShapeError(`The positions of a map must have the shape [n, 2], but these are [${shape.join(", ")}].`);
  if (count === 0) throw new DataError("The map has no points. Give at least one position.");
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0)
    throw new DataError(
      `The position of row ${bad >> 1} (counted from 0) is [${data.subarray(bad & ~1, (bad | 1) + 1).join(", ")}]. Leave that row out.`,
    );
  if (labels && labels.length !== count)
    throw new ShapeError(`There are ${count} points, but ${labels.length} labels. Give one label for each point.`);
  for (let i = 0; labels && i < count; i++)
    if (typeof labels[i] === "number" && !Number.isFinite(labels[i]))
      throw new DataError(`The label of row ${i} (counted from 0) is ${labels[i]}. Leave that row out.`);
  if (images && images.shape[0] !== count)
    throw new ShapeError(`There are ${count} points, but ${images.shape[0] ?? 0} pictures. Give one picture for each point.`);
}
