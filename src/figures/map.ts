import { DataError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { classColour, viridis } from "./page/colours.ts";
import { drawPicture, type Ink, picturesOf } from "./picture.ts";
import { element, type Figure, figure, textWidth } from "./svg.ts";
import { COLOUR, SIZE } from "./theme.ts";

export interface MapFigureOptions {
  /** [n, 2]. */
  readonly positions: NdArray<"float32">;
  /** Each point's class, or a number: more than twenty different ones are drawn as a scale. */
  readonly labels?: ArrayLike<number | string>;
  /** Pictures [n, height, width] or [n, height, width, channels], of which about twenty are shown in their places. */
  readonly images?: NdArray<"uint8"> | NdArray<"float32">;
  readonly title?: string;
  readonly subtitle?: string;
  readonly ink?: Ink;
}

/** Lengths in CSS pixels. */
const SIDE = 560;
const PICTURE = 34;
const FRAME = 2.5;
const LEGEND_ROW = 20;
const LEGEND_GAP = 20;

/** A picture is shown where it is farther than this from all shown before, squared, on a map from 0 to 1: the lecture's choice. */
const CLEARANCE = 0.02;
const MOST_CLASSES = 20;
/** The part of viridis that stands out from paper. */
const DARKEST_TO_LIGHTEST = 0.9;
const SHADES = 32;

/**
 * A map of codings (figure 17-5): a point for each row, coloured by class or by number, the names of classes amid their points, and some of the pictures
 * in frames of their classes' colours.
 * @throws ShapeError where positions aren't [n, 2], or labels or pictures aren't one for each; DataError where there is no point, or no number (by row).
 */
export function mapFigure({
  positions,
  labels,
  images,
  title = "A map of the codings",
  subtitle,
  ink = "dark",
}: MapFigureOptions): Figure {
  const points = scaled(positions);
  const count = points.length;
  if (labels && labels.length !== count)
    throw new ShapeError(`There are ${count} points, but ${labels.length} labels. Give one each.`);
  if (images && images.shape[0] !== count)
    throw new ShapeError(`There are ${count} points, but ${images.shape[0]} pictures. Give one each.`);
  const { groups, legend } = grouped(count, labels);
  const radius = Math.max(1, Math.min(3, 160 / Math.sqrt(count)));
  const colourAt: string[] = [];
  const body: Node[] = [element("rect", { width: SIDE, height: SIDE, fill: "none", stroke: COLOUR.grid })];
  for (const { colour, rows } of groups) {
    for (const row of rows) colourAt[row] = colour;
    // A dot is the round end of a stroke of no length: a class is one path.
    const d = rows.map((row) => `M${points[row]!.map((x) => x.toFixed(1)).join(" ")}h0`).join("");
    body.push(
      element("path", { d, stroke: colour, "stroke-width": 2 * radius, "stroke-linecap": "round", "stroke-opacity": 0.75 }),
    );
  }
  if (images) {
    const pictures = picturesOf("images", images);
    const scale = PICTURE / Math.max(pictures.height, pictures.width);
    const [width, height] = [pictures.width * scale, pictures.height * scale];
    for (const row of spreadOut(points)) {
      const [x, y] = [points[row]![0] - width / 2, points[row]![1] - height / 2];
      const frame = { x: x - FRAME, y: y - FRAME, width: width + 2 * FRAME, height: height + 2 * FRAME };
      body.push(
        element("rect", { ...frame, fill: colourAt[row]! }),
        element("rect", { x, y, width, height, fill: ink === "dark" ? "#ffffff" : "#000000" }),
        drawPicture(pictures, row, { x, y, scale, ink }),
      );
    }
  }
  const besides = legend.map(({ text, colour }, i) =>
    element(
      "g",
      { transform: `translate(${SIDE + LEGEND_GAP},${i * LEGEND_ROW + LEGEND_ROW / 2})` },
      element("circle", { r: 5, cx: 5, fill: colour }),
      element("text", { x: 16, dy: "0.35em" }, text),
    ),
  );
  const names = !images && legend.length > 1 && legend.length === groups.length ? groups : [];
  for (const [i, { rows, colour }] of names.entries()) {
    const [x, y] = [0, 1].map((axis) => median(rows.map((row) => points[row]![axis]!))) as [number, number];
    const text = { x, y, dy: "0.35em", "text-anchor": "middle", "font-weight": 700, "font-size": SIZE.title };
    const halo = { stroke: "#ffffff", "stroke-width": 4, "stroke-linejoin": "round" };
    body.push(
      element("text", { ...text, ...halo, fill: "#ffffff" }, legend[i]!.text),
      element("text", { ...text, fill: colour }, legend[i]!.text),
    );
  }
  const legendWidth = Math.max(0, ...legend.map(({ text }) => LEGEND_GAP + 16 + textWidth(text)));
  return figure({
    body: [...body, ...besides],
    width: SIDE + legendWidth,
    height: Math.max(SIDE, legend.length * LEGEND_ROW),
    title,
    ...(subtitle !== undefined && { subtitle }),
  });
}

/** Points in the figure's square, y upwards, with room for pictures at the edges. */
function scaled({ shape, data }: NdArray<"float32">): readonly (readonly [number, number])[] {
  const [count = 0, width] = shape;
  if (shape.length !== 2 || width !== 2)
    throw new ShapeError(`A map's positions are [n, 2], but these are [${shape.join(", ")}].`);
  if (count === 0) throw new DataError("There are no points to draw.");
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new DataError(`Point ${Math.floor(bad / 2)} of the map (counted from 0) isn't a number.`);
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  data.forEach((x, i) => {
    low[i % 2] = Math.min(low[i % 2]!, x);
    high[i % 2] = Math.max(high[i % 2]!, x);
  });
  const margin = PICTURE / 2 + FRAME + 2;
  const at = (i: number) => {
    const part = (data[i]! - low[i % 2]!) / (high[i % 2]! - low[i % 2]! || 1);
    return margin + (SIDE - 2 * margin) * (i % 2 ? 1 - part : part);
  };
  return Array.from({ length: count }, (_, row) => [at(2 * row), at(2 * row + 1)] as const);
}

/** The rows of each colour, and what the legend says of them. */
function grouped(count: number, labels: MapFigureOptions["labels"]) {
  const all = Array.from({ length: count }, (_, row) => row);
  if (!labels) return { groups: [{ colour: classColour(0, "light"), rows: all }], legend: [] };
  const names = [...new Set(Array.from(labels))];
  const isScale = names.length > MOST_CLASSES && names.every((name) => typeof name === "number");
  if (!isScale) {
    names.sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1));
    const groups = names.map((name, i) => ({ colour: classColour(i, "light"), rows: all.filter((row) => labels[row] === name) }));
    return { groups, legend: names.map((name, i) => ({ text: String(name), colour: classColour(i, "light") })) };
  }
  const [low, high] = [Math.min(...(names as number[])), Math.max(...(names as number[]))];
  const shadeOf = (value: number) => Math.min(SHADES - 1, Math.floor(((value - low) / (high - low)) * SHADES));
  const colourOf = (shade: number) => viridis((DARKEST_TO_LIGHTEST * shade) / (SHADES - 1));
  const groups = Array.from({ length: SHADES }, (_, shade) => ({
    colour: colourOf(shade),
    rows: all.filter((row) => shadeOf(labels[row] as number) === shade),
  })).filter(({ rows }) => rows.length > 0);
  const steps = [1, 0.75, 0.5, 0.25, 0];
  const legend = steps.map((part) => ({
    text: `${Number((low + part * (high - low)).toPrecision(3))}`,
    colour: colourOf(Math.round(part * (SHADES - 1))),
  }));
  return { groups, legend };
}

/** Rows in their order, each farther than the clearance from those before it. */
function spreadOut(points: readonly (readonly [number, number])[]): readonly number[] {
  const shown: number[] = [];
  const clearance = CLEARANCE * SIDE * SIDE;
  points.forEach(([x, y], row) => {
    if (shown.every((other) => (points[other]![0] - x) ** 2 + (points[other]![1] - y) ** 2 > clearance)) shown.push(row);
  });
  return shown;
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
