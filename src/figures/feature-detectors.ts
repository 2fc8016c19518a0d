import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR } from "./theme.ts";

/** The options of `featureDetectorsFigure`. */
export interface FeatureDetectorsOptions extends FigureTitles {
  /**
   * Weights of a dense layer [inputs, units], or of a convolution [height, width, channels, filters], of which the first channel
   * is drawn.
   */
  readonly kernel: NdArray<"float32">;
  /** Height and width of the input image. Required for a dense layer. */
  readonly image?: readonly [number, number];
  /** Maximum number of units to draw (default 100). */
  readonly count?: number;
}

/** Lengths in CSS pixels. */
const PICTURE = 52;
const GAP = 6;
const LEGEND = 40;

/** Share of the weights inside the colour scale. If the few largest ones set its ends, all others would be pale. */
const WITHIN = 0.99;

/**
 * Returns a colour from orange (-1) over white to blue (1). People with every kind of colour vision can tell the ends apart; both
 * look dark without colour.
 */
function diverging(value: number): string {
  const end = value < 0 ? [179, 88, 6] : [33, 102, 172];
  const part = Math.min(1, Math.abs(value));
  return `rgb(${end.map((c) => Math.round(255 + (c - 255) * part)).join(",")})`;
}

/**
 * Draws the weights of each unit of a layer as a picture, which shows the input pattern that the unit responds to. All units
 * share one colour scale, from negative over zero (white) to positive. The largest 1 % of the weights have the colours of its
 * ends.
 * @throws ShapeError if the kernel doesn't have the shape of pictures of the given size; DataError if it contains a number that
 * isn't finite; OptionError if `count` isn't a whole number from 1.
 * @example
 * const { svg } = featureDetectorsFigure({ kernel, image: [28, 28] });
 */
export function featureDetectorsFigure({
  kernel,
  image,
  count = 100,
  title = "Feature detectors of the first layer",
  subtitle,
}: FeatureDetectorsOptions): Figure {
  const { shape, data } = kernel;
  if (!Number.isInteger(count) || count < 1) throw new OptionError(`count is ${count}. Give a whole number from 1.`);
  const isDense = shape.length === 2;
  const [height, width] = isDense ? (image ?? [0, 0]) : (shape as readonly [number, number]);
  if ((shape.length !== 2 && shape.length !== 4) || (isDense && height * width !== shape[0]) || data.length === 0)
    throw new ShapeError(
      `A kernel of shape [${shape.join(", ")}] can't be drawn${isDense ? ` as pictures of ${height} x ${width} pixels` : ""}. Give the kernel of a dense layer with the size of its input image, or of a convolution.`,
    );
  if (data.some((x) => !Number.isFinite(x)))
    throw new DataError("The kernel contains a weight that isn't finite. Check whether the loss became NaN in training.");
  const units = Math.min(count, shape.at(-1)!);
  const columns = Math.ceil(Math.sqrt(units * 1.6));
  const stride = isDense ? shape[1]! : shape[2]! * shape[3]!;
  const sizes = data.map(Math.abs).sort();
  const most = sizes.at(-1)!;
  // The quantile is 0 if most weights are zero.
  const end = sizes[Math.ceil(WITHIN * sizes.length) - 1]! || most || 1;
  const scale = Math.max(1, Math.round(PICTURE / Math.max(height, width)));
  const step = { x: width * scale + GAP, y: height * scale + GAP };
  const pictures = Array.from({ length: units }, (_, unit) =>
    element(
      "g",
      {
        class: "unit",
        transform: `translate(${(unit % columns) * step.x},${Math.floor(unit / columns) * step.y}) scale(${scale})`,
        "shape-rendering": "crispEdges",
      },
      ...pixels(height, width, (pixel) => data[pixel * stride + unit]! / end),
      element("rect", { width, height, fill: "none", stroke: COLOUR.grid, "stroke-width": 1 / scale }),
    ),
  );
  const rows = Math.ceil(units / columns);
  const totalWidth = Math.min(units, columns) * step.x - GAP;
  return figure({
    body: [...pictures, element("g", { transform: `translate(0,${rows * step.y + 8})` }, ...legend(end, most > end))],
    width: totalWidth,
    height: rows * step.y + LEGEND,
    title,
    subtitle: [subtitle, ...(most > end ? ["one colour scale for all units; the largest 1 % of the weights exceed it"] : [])]
      .filter((part) => part !== undefined)
      .join("; "),
  });
}

/** Draws pixels. All pixels of one colour are one path, as in `drawPicture`. */
function pixels(height: number, width: number, value: (pixel: number) => number): readonly Node[] {
  const strokes = new Map<string, string>();
  for (let pixel = 0; pixel < height * width; pixel++) {
    const colour = diverging(Math.round(value(pixel) * 24) / 24);
    strokes.set(colour, `${strokes.get(colour) ?? ""}M${pixel % width} ${Math.floor(pixel / width) + 0.5}h1`);
  }
  return Array.from(strokes, ([stroke, d]) => element("path", { stroke, d }));
}

/**
 * Draws the colour scale with its ends.
 * @param goesOn whether some weights exceed the ends, which "≤" and "≥" then show.
 */
function legend(end: number, goesOn: boolean): readonly Node[] {
  const [steps, width, height] = [48, 200, 10];
  const boxes = Array.from({ length: steps }, (_, i) =>
    element("rect", { x: (i * width) / steps, width: width / steps + 0.5, height, fill: diverging((2 * i) / (steps - 1) - 1) }),
  );
  const label = (x: number, anchor: string, text: string) =>
    element("text", { x, y: height + 14, "text-anchor": anchor, fill: COLOUR.quiet }, text);
  return [
    ...boxes,
    element("rect", { width, height, fill: "none", stroke: COLOUR.quiet, "stroke-width": 0.5 }),
    label(0, "start", `${goesOn ? "≤ " : ""}−${end.toPrecision(2)}`),
    label(width / 2, "middle", "0"),
    label(width, "end", `${goesOn ? "≥ " : ""}${end.toPrecision(2)}`),
  ];
}
