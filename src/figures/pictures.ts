import { OptionError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { drawPicture, type Ink, picturesOf } from "./picture.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";

export interface PicturesOptions extends FigureTitles {
  /** Pictures in a row; as many as make a square by default. */
  readonly columns?: number;
  readonly ink?: Ink;
}

/** Lengths in CSS pixels. */
const PICTURE = 56;
const GAP = 4;

/**
 * Pictures beside and below each other, on a fixed grey scale. Examples are [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1.
 * @throws ShapeError where they aren't pictures, DataError where they hold NaN, OptionError for an impossible `columns`.
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
