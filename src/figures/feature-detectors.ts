import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { element, type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR } from "./theme.ts";

export interface FeatureDetectorsOptions extends FigureTitles {
  /** A dense layer's [inputs, units], or a convolution's [height, width, channels, filters]: what the first channel looks for is drawn. */
  readonly kernel: NdArray<"float32">;
  /** Height and width of what a dense layer looks at. */
  readonly image?: readonly [number, number];
  /** How many units at most; 100 by default. */
  readonly count?: number;
}

/** Lengths in CSS pixels. */
const PICTURE = 52;
const GAP = 6;
const LEGEND = 40;

/** This share of the weights is within the scale: the few largest alone would make all others pale. */
const WITHIN = 0.99;

/** From orange (at -1) over white to blue (at 1): told apart by any kind of colour vision; both ends are dark in grey print. */
function diverging(value: number): string {
  const end = value < 0 ? [179, 88, 6] : [33, 102, 172];
  const part = Math.min(1, Math.abs(value));
  return `rgb(${end.map((c) => Math.round(255 + (c - 255) * part)).join(",")})`;
}

/**
 * What units look for: each unit's weights as a picture, on one scale for all of them, from negative over zero (white) to positive. The
 * largest hundredth of the weights are as dark as its ends.
 * @throws ShapeError where the kernel doesn't make pictures of the size given, DataError where it holds what isn't a number,
 * OptionError for an impossible `count`.
 */
export function featureDetectorsFigure({
  kernel,
  image,
  count = 100,
  title = "What the first layer's units look for",
  subtitle,
}: FeatureDetectorsOptions): Figure {
  const { shape, data } = kernel;
  if (!Number.isInteger(count) || count < 1) throw new OptionError(`count is ${count}. Give a whole number from 1.`);
  const isDense = shape.length === 2;
  const [height, width] = isDense ? (image ?? [0, 0]) : (shape as readonly [number, number]);
  if ((shape.length !== 2 && shape.length !== 4) || (isDense && height * width !== shape[0]) || data.length === 0)
    throw new ShapeError(
      `A kernel [${shape.join(", ")}] can't be drawn${isDense ? ` as pictures of ${height} x ${width}` : ""}. Give a dense layer's with the image's size, or a convolution's.`,
    );
  if (data.some((x) => !Number.isFinite(x)))
    throw new DataError("The kernel holds what isn't a number. Look at the model's loss.");
  const units = Math.min(count, shape.at(-1)!);
  const columns = Math.ceil(Math.sqrt(units * 1.6));
  const stride = isDense ? shape[1]! : shape[2]! * shape[3]!;
  const sizes = data.map(Math.abs).sort();
  const most = sizes.at(-1)!;
  // Most weights may be zero.
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
    subtitle: [subtitle, ...(most > end ? ["one scale for all units, the largest 1 % of weights beyond its ends"] : [])]
      .filter((part) => part !== undefined)
      .join("; "),
  });
}

/** Pixels of one colour are one path, as in `drawPicture`. */
function pixels(height: number, width: number, value: (pixel: number) => number): readonly Node[] {
  const strokes = new Map<string, string>();
  for (let pixel = 0; pixel < height * width; pixel++) {
    const colour = diverging(Math.round(value(pixel) * 24) / 24);
    strokes.set(colour, `${strokes.get(colour) ?? ""}M${pixel % width} ${Math.floor(pixel / width) + 0.5}h1`);
  }
  return Array.from(strokes, ([stroke, d]) => element("path", { stroke, d }));
}

/** `goesOn`: whether some weights lie beyond the ends, which is told. */
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
