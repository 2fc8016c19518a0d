import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { drawPicture, type Ink, picturesOf } from "./picture.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";

/** The options of `picturesFigure`. */
export interface PicturesOptions extends FigureTitles {
  /** Number of pictures in a row. By default, the pictures fill a square. */
  readonly columns?: number;
  /** How grey pictures are drawn (default "dark": black on white). */
  readonly ink?: Ink;
}

/** Lengths in CSS pixels. */
const PICTURE = 56;
const GAP = 4;

/**
 * Draws pictures in a grid, on a fixed brightness scale.
 * @param examples [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1.
 * @throws ShapeError if the examples aren't pictures; DataError if they contain NaN; OptionError if `columns` isn't a whole
 * number from 1.
 * @example
 * const { svg } = picturesFigure(images, { columns: 10, title: "Generated digits" });
 */
export function picturesFigure(examples: NdArray<"uint8"> | NdArray<"float32">, options: PicturesOptions = {}): Figure {
  const pictures = picturesOf("examples", examples);
  const { columns = Math.ceil(Math.sqrt(pictures.n)), title = "Examples", subtitle, ink = "dark" } = options;
  if (!Number.isInteger(columns) || columns < 1) throw new OptionError(`columns is ${columns}. Give a whole number from 1.`);
  const scale = Math.max(1, Math.round(PICTURE / Math.max(pictures.height, pictures.width)));
  const [width, height] = [pictures.width * scale + GAP, pictures.height * scale + GAP];
  const body = Array.from({ length: pictures.n }, (_, i) =>
    drawPicture(pictures, i, { x: (i % columns) * width, y: Math.floor(i / columns) * height, scale, ink }),
  );
  return figure({
    body,
    width: Math.min(columns, pictures.n) * width - GAP,
    height: Math.ceil(pictures.n / columns) * height - GAP,
    title,
    subtitle,
  });
}
