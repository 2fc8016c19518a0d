import * as Plot from "@observablehq/plot";
import { DataError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { dot as keyDot } from "./dots.ts";
import { ACROSS, lines, plotted } from "./plot.ts";
import { element, type Figure, type FigureTitles, figure, textWidth } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";

/** The options of `pointsFigure`. */
export interface PointsOptions extends FigureTitles {
  /** Points in space, [n, 3]. */
  readonly points: NdArray<"float32">;
  /** Codings of the same points, [n, 2]. */
  readonly codings: NdArray<"float32">;
  /** The plane of the codings in space: one of its points, and the directions of z₁ and z₂. */
  readonly plane?: { readonly origin: readonly number[]; readonly directions: readonly (readonly number[])[] };
  /** A number for each point that decides its shade, such as its position along a curve (default z₁). */
  readonly values?: ArrayLike<number>;
}

/** The style of the plane, through which the points behind it are visible. */
const PLANE = { fill: OKABE_ITO.vermillion, "fill-opacity": 0.13 } as const;

type Vector = readonly [number, number, number];

/** Lengths in CSS pixels. */
const BOX = 330;
const GAP = 36;
const KEY = { height: 26, bar: 110, steps: 22 };

/** Angles of the view. There is no perspective, so that lengths can be compared. */
const TURN = (-35 * Math.PI) / 180;
const TILT = (38 * Math.PI) / 180;

function project([x, y, z]: Vector): { readonly u: number; readonly v: number; readonly nearness: number } {
  const [across, near] = [x * Math.cos(TURN) - y * Math.sin(TURN), x * Math.sin(TURN) + y * Math.cos(TURN)];
  return { u: across, v: z * Math.cos(TILT) - near * Math.sin(TILT), nearness: near * Math.cos(TILT) + z * Math.sin(TILT) };
}

/**
 * Draws points in space next to their 2-D codings (figure 17-2 of the lecture). A point has the same shade on both sides, from
 * light for the smallest value to dark for the largest. The plane covers the points behind it with a tint, which the legend
 * explains.
 * @throws ShapeError if the points aren't [n, 3], the codings aren't [n, 2], or there isn't one value for each point.
 * @throws DataError if there are no points, a number isn't finite, or the plane's directions are parallel or incomplete.
 * @example
 * const { svg } = pointsFigure({ points, codings: await autoencoder.transform(points) });
 */
export function pointsFigure({
  points,
  codings,
  plane,
  values,
  title = "Points and their codings",
  subtitle,
}: PointsOptions): Figure {
  const count = points.shape[0] ?? 0;
  if (points.shape[1] !== 3 || codings.shape[1] !== 2 || codings.shape[0] !== count)
    throw new ShapeError(
      `The points must have the shape [n, 3] and their codings [n, 2], but these have [${points.shape.join(", ")}] and [${codings.shape.join(", ")}].`,
    );
  if (count === 0) throw new DataError("The figure has no points. Give at least one point.");
  if (values && values.length !== count)
    throw new ShapeError(`There are ${count} points, but ${values.length} values. Give one value for each point.`);
  const shaded = values ? Array.from(values) : Array.from({ length: count }, (_, i) => codings.data[2 * i]!);
  if ([...points.data, ...codings.data, ...shaded].some((x) => !Number.isFinite(x)))
    throw new DataError("The points, codings or values contain a number that isn't finite. Leave out those points.");
  if (plane) expectPlane(plane);
  const z = Array.from({ length: count }, (_, i) => ({ z1: codings.data[2 * i]!, z2: codings.data[2 * i + 1]! }));
  const [low, high] = [Math.min(...shaded), Math.max(...shaded)];
  const shades = shaded.map((value) => shade((value - low) / (high - low || 1)));
  const space = Array.from({ length: count }, (_, i) => [...points.data.subarray(3 * i, 3 * i + 3)] as unknown as Vector);
  const left = element("g", {}, ...spaceNodes(space, shades, plane));
  const right = element("g", { transform: `translate(${BOX + GAP},0)` }, ...codingsNodes(z, shades));
  const by = values ? "value" : "z₁";
  const key = element("g", { transform: `translate(0,${BOX + 14})` }, ...keyNodes(by, plane !== undefined));
  return figure({
    body: [left, right, key],
    width: 2 * BOX + GAP,
    height: BOX + KEY.height,
    title,
    subtitle,
  });
}

/** Returns a shade from light blue (0) to dark blue (1). The order of the shades is also visible without colour. */
function shade(part: number): string {
  const [from, to] = [
    [158, 202, 225],
    [8, 48, 107],
  ] as const;
  return `rgb(${from.map((c, i) => Math.round(c + (to[i]! - c) * part)).join(",")})`;
}

/** Draws the legend, which explains the shades and the points behind the plane. */
function keyNodes(by: string, hasPlane: boolean): readonly Node[] {
  const text = (x: number, words: string, anchor = "start") =>
    element("text", { x, y: 9, "text-anchor": anchor, fill: COLOUR.text }, words);
  const low = `smallest ${by}`;
  const from = textWidth(low) + 4;
  const bar = Array.from({ length: KEY.steps }, (_, i) =>
    element("rect", {
      x: from + (i * KEY.bar) / KEY.steps,
      width: KEY.bar / KEY.steps + 0.5,
      height: 10,
      fill: shade(i / (KEY.steps - 1)),
    }),
  );
  const shades = [text(from - 8, low, "end"), ...bar, text(from + KEY.bar + 8, "largest")];
  const at = BOX + GAP + 46;
  return hasPlane ? [...shades, ...hiddenDot(at, 5), text(at + 12, "tinted: points behind the plane")] : shades;
}

/** Draws a point behind the plane, for the legend. */
const hiddenDot = (x: number, y: number): readonly Node[] => [
  keyDot("circle", shade(0.5), x, y, 4),
  element("circle", { cx: x, cy: y, r: 8, ...PLANE }),
];

function spaceNodes(space: readonly Vector[], shades: readonly string[], plane: PointsOptions["plane"]): readonly Node[] {
  const limit = Math.max(...space.flat().map(Math.abs)) * 1.1 || 1;
  const corners = plane && planeCorners(space, plane);
  const seen = [...space, ...(corners ?? []), ...axesOf(limit).map(({ end }) => end)].map(project);
  const [us, vs] = [seen.map(({ u }) => u), seen.map(({ v }) => v)];
  const [left, right, bottom, top] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
  const scale = (BOX - 40) / Math.max(right - left, top - bottom);
  const at = (vector: Vector) => {
    const { u, v, nearness } = project(vector);
    return { x: BOX / 2 + (u - (left + right) / 2) * scale, y: BOX / 2 - (v - (bottom + top) / 2) * scale, nearness };
  };
  const centre = at([0, 0, 0]);
  const axes = axesOf(limit).flatMap(({ name, end }) => {
    const { x, y } = at(end);
    const out = { x: x + Math.sign(x - centre.x) * 8, y: y + (y < centre.y ? -6 : 12) };
    return [
      element("line", { x1: centre.x, y1: centre.y, x2: x, y2: y, stroke: COLOUR.quiet, class: "axis" }),
      element("text", { ...out, "text-anchor": "middle", fill: COLOUR.text }, name),
    ];
  });
  const dots = space.map((vector, i) => ({ ...at(vector), shade: shades[i]!, behind: plane ? isBehind(vector, plane) : false }));
  const dot = ({ x, y, shade: fill }: (typeof dots)[number]) =>
    element("circle", { class: "point", cx: x, cy: y, r: 4, fill, stroke: COLOUR.paper, "stroke-width": 0.6 });
  const sheet = corners && [
    element("polygon", {
      class: "plane",
      points: corners.map((corner) => `${at(corner).x},${at(corner).y}`).join(" "),
      ...PLANE,
      stroke: OKABE_ITO.vermillion,
      "stroke-opacity": 0.6,
    }),
  ];
  const inOrder = dots.toSorted((a, b) => a.nearness - b.nearness);
  return [
    ...axes,
    ...inOrder.filter(({ behind }) => behind).map(dot),
    ...(sheet ?? []),
    ...inOrder.filter(({ behind }) => !behind).map(dot),
  ];
}

const axesOf = (limit: number): readonly { readonly name: string; readonly end: Vector }[] => [
  { name: "x₁", end: [limit, 0, 0] },
  { name: "x₂", end: [0, limit, 0] },
  { name: "x₃", end: [0, 0, limit] },
];

const dotProduct = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
const unit = (a: readonly number[]) => a.map((x) => x / Math.hypot(...a));

function expectPlane({ origin, directions }: NonNullable<PointsOptions["plane"]>): void {
  const vectors = [origin, ...directions];
  const inSpace = vectors.length === 3 && vectors.every((vector) => vector.length === 3 && vector.every(Number.isFinite));
  // The cosine between the directions is 1 or -1 if they are parallel, and NaN if one of them is zero.
  const cosine = inSpace ? dotProduct(unit(directions[0]!), unit(directions[1]!)) : Number.NaN;
  if (!(Math.abs(cosine) < 1 - 1e-9))
    throw new DataError(
      "The plane isn't valid. Give an origin [x₁, x₂, x₃] and two directions of three numbers each that aren't parallel.",
    );
}

/** Returns two orthogonal unit vectors in the plane, and the plane's normal. */
function frame({ directions: [first, second] }: NonNullable<PointsOptions["plane"]>) {
  const u = unit(first!);
  const along = dotProduct(second!, u);
  const v = unit(second!.map((x, i) => x - along * u[i]!));
  const normal = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
  return { u, v, normal };
}

function isBehind(vector: Vector, plane: NonNullable<PointsOptions["plane"]>): boolean {
  const { normal } = frame(plane);
  const side = dotProduct(
    vector.map((x, i) => x - plane.origin[i]!),
    normal,
  );
  // Positive if the normal points towards the viewer.
  const towards = project(normal as unknown as Vector).nearness;
  return side * towards < 0;
}

/** Returns the corners of the part of the plane that contains the points' projections. */
function planeCorners(space: readonly Vector[], plane: NonNullable<PointsOptions["plane"]>): readonly Vector[] {
  const { u, v } = frame(plane);
  const inPlane = space.map((vector) => {
    const from = vector.map((x, i) => x - plane.origin[i]!);
    return [dotProduct(from, u), dotProduct(from, v)] as const;
  });
  const ends = ([0, 1] as const).map((k) => [
    Math.min(...inPlane.map((p) => p[k])) - 0.1,
    Math.max(...inPlane.map((p) => p[k])) + 0.1,
  ]);
  const [[a, b], [c, d]] = ends as [[number, number], [number, number]];
  return [
    [a, c],
    [b, c],
    [b, d],
    [a, d],
  ].map(([s, t]) => plane.origin.map((x, i) => x + s! * u[i]! + t! * v[i]!) as unknown as Vector);
}

function codingsNodes(z: readonly { z1: number; z2: number }[], shades: readonly string[]): readonly Node[] {
  const box = { width: BOX, height: BOX, top: 12, right: 12, bottom: 40, left: 46 };
  const plot = plotted(box, {
    x: { nice: true },
    y: { nice: true },
    marks: [
      Plot.gridX({ stroke: COLOUR.grid, strokeOpacity: 1 }),
      lines(),
      Plot.axisX({ ...ACROSS, label: "z₁", ticks: 6 }),
      Plot.axisY({ ...ACROSS, label: "z₂", ticks: 6 }),
      Plot.dot(z, { x: "z1", y: "z2", r: 4, fill: (_, i) => shades[i]!, stroke: COLOUR.paper, strokeWidth: 0.6 }),
    ],
  });
  return [plot];
}
