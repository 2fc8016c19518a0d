import { DataError, ShapeError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { element } from "./svg.ts";

/**
 * How grey pictures are drawn: "dark" draws the value 1 as black on white, as the lecture does; "light" draws it as white.
 * Colours don't change.
 */
export type Ink = "dark" | "light";

/** Pictures of the same size. `values` are from 0 to 1, row-major [n, height, width, channels]. */
export interface Pictures {
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/**
 * Makes pictures from examples [n, height, width], [n, height, width, 1] or, in colour, [n, height, width, 3], as bytes 0-255 or
 * floats 0-1.
 * @param what name of the examples in messages.
 * @throws ShapeError if the examples have another shape; DataError if they contain NaN.
 */
export function picturesOf(what: string, examples: NdArray<"uint8"> | NdArray<"float32">): Pictures {
  const [n = 0, height = 0, width = 0, channels = 1] = examples.shape;
  const isPictures = [3, 4].includes(examples.shape.length) && (channels === 1 || channels === 3) && sizeOf(examples.shape) > 0;
  if (!isPictures)
    throw new ShapeError(
      `The ${what} have the shape [${examples.shape.join(", ")}], which isn't a shape of pictures. Give [n, height, width], or [n, height, width, channels] with 1 or 3 channels.`,
    );
  const values = examples.dtype === "uint8" ? Float32Array.from(examples.data, (byte) => byte / 255) : examples.data;
  const bad = (values as Float32Array).findIndex(Number.isNaN);
  if (bad >= 0)
    throw new DataError(
      `The ${what} contain NaN, first in picture ${Math.floor(bad / (height * width * channels))} (counted from 0). Check whether the loss became NaN in training.`,
    );
  return { n, height, width, channels, values: values as Float32Array };
}

/** Converts a value from 0 to 1 to a byte. Clips values outside that range. */
export const byteOf = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value)));

const hexOf = (value: number): string => byteOf(value).toString(16).padStart(2, "0");

/** Returns the colour of a pixel. The scale is always 0 to 1, so that the brightness of pictures can be compared. */
function colourOf(pixel: Float32Array, ink: Ink): string {
  if (pixel.length === 3) return `#${[...pixel].map(hexOf).join("")}`;
  return `#${hexOf(ink === "dark" ? 1 - pixel[0]! : pixel[0]!).repeat(3)}`;
}

/**
 * Draws picture i with its upper left corner at (x, y); `scale` is the size of a pixel. Each colour is one path, which has a
 * stroke for each run of pixels. So the picture is sharp at any size and needs no image encoder.
 */
export function drawPicture(pictures: Pictures, i: number, at: { x: number; y: number; scale: number; ink: Ink }): SVGElement {
  const { height, width, channels, values } = pictures;
  const strokes = new Map<string, string>();
  for (let row = 0; row < height; row++) {
    const colours = Array.from({ length: width }, (_, column) => {
      const start = ((i * height + row) * width + column) * channels;
      return colourOf(values.subarray(start, start + channels), at.ink);
    });
    for (let start = 0, end = 0; start < width; start = end) {
      const colour = colours[start]!;
      while (colours[end] === colour) end++;
      strokes.set(colour, `${strokes.get(colour) ?? ""}M${start} ${row + 0.5}h${end - start}`);
    }
  }
  const paths = Array.from(strokes, ([stroke, d]) => element("path", { stroke, d }));
  const transform = `translate(${at.x},${at.y}) scale(${at.scale})`;
  return element("g", { class: "picture", transform, "shape-rendering": "crispEdges" }, ...paths);
}
