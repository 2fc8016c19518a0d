import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { drawPicture, type Ink, type Pictures, picturesOf } from "./picture.ts";
import { element, type Figure, type FigureTitles, figure, textWidth } from "./svg.ts";
import { COLOUR } from "./theme.ts";

export interface ReconstructionsOptions extends FigureTitles {
  /** Original pictures [n, height, width] or [n, height, width, channels], as bytes 0-255 or floats 0-1. */
  readonly originals: NdArray<"uint8"> | NdArray<"float32">;
  /** Their reconstructions, of the same shape. The element type may differ. */
  readonly reconstructions: NdArray<"uint8"> | NdArray<"float32">;
  /** Pictures of the same shape to draw in a row between the two, such as the noisy inputs. */
  readonly between?: NdArray<"uint8"> | NdArray<"float32">;
  /** Number of pictures in a row (default 10). The others continue below, in another group of rows. */
  readonly columns?: number;
  /** Names of the rows, from top to bottom (default "original", "between" and "reconstruction"). */
  readonly labels?: readonly string[];
  readonly ink?: Ink;
  /** Whether to write the mean squared error of the values (0 to 1) below each column (default false). */
  readonly error?: boolean;
}

/** Lengths in CSS pixels. */
const PICTURE = 84;
const GAP = 6;
const GROUP_GAP = 20;
const ERROR_LINE = 18;
const ERROR_LABEL = "squared error";

/**
 * Draws original pictures above their reconstructions (figures 17-4 and 17-9 of the lecture), all on the same fixed brightness
 * scale.
 * @throws ShapeError if the shapes differ or aren't shapes of pictures; DataError if a picture contains NaN; OptionError if
 * `columns` isn't a whole number from 1.
 * @example
 * const reconstructions = await autoencoder.reconstruct(images);
 * const { svg } = reconstructionsFigure({ originals: images, reconstructions, error: true });
 */
export function reconstructionsFigure({
  originals,
  reconstructions,
  between,
  columns = 10,
  title = "Originals and their reconstructions",
  subtitle,
  labels = between ? ["original", "between", "reconstruction"] : ["original", "reconstruction"],
  ink = "dark",
  error = false,
}: ReconstructionsOptions): Figure {
  if (!Number.isInteger(columns) || columns < 1) throw new OptionError(`columns is ${columns}. Give a whole number from 1.`);
  const above = picturesOf("originals", originals);
  const below = picturesOf("reconstructions", reconstructions);
  const rows = [above, ...(between ? [picturesOf("pictures between", between)] : []), below];
  if (!rows.every((row) => sameSize(above, row))) throw differentSizes({ originals, between, reconstructions });

  const scale = Math.max(1, Math.round(PICTURE / Math.max(above.height, above.width)));
  const [width, height] = [above.width * scale, above.height * scale];
  const columnWidth = error ? Math.max(width, textWidth("0.0000")) : width;
  const labelWidth = Math.max(...[...labels, ...(error ? [ERROR_LABEL] : [])].map((label) => textWidth(label)));
  const groupHeight = rows.length * (height + GAP) - GAP + (error ? ERROR_LINE : 0);
  const groups = Math.ceil(above.n / columns);
  const topOf = (group: number) => group * (groupHeight + GROUP_GAP);

  const rowLabel = (text: string, y: number, fill: string) =>
    element("text", { x: labelWidth, y, dy: "0.35em", "text-anchor": "end", fill }, text);
  const groupLabels = Array.from({ length: groups }, (_, group) => [
    ...rows.map((_row, r) => rowLabel(labels[r]!, topOf(group) + r * (height + GAP) + height / 2, COLOUR.text)),
    ...(error ? [rowLabel(ERROR_LABEL, topOf(group) + groupHeight - ERROR_LINE / 2, COLOUR.quiet)] : []),
  ]);
  const examples = Array.from({ length: above.n }, (_, i) => {
    const x = labelWidth + 2 * GAP + (i % columns) * (columnWidth + GAP);
    const top = topOf(Math.floor(i / columns));
    const at = { x: x + Math.floor((columnWidth - width) / 2), scale, ink };
    const number = () =>
      element(
        "text",
        {
          x: x + columnWidth / 2,
          y: top + groupHeight - ERROR_LINE / 2,
          dy: "0.35em",
          "text-anchor": "middle",
          fill: COLOUR.quiet,
        },
        squaredError(above, below, i).toPrecision(2),
      );
    return [...rows.map((row, r) => drawPicture(row, i, { ...at, y: top + r * (height + GAP) })), ...(error ? [number()] : [])];
  });
  return figure({
    body: [...groupLabels.flat(), ...examples.flat()],
    width: labelWidth + 2 * GAP + Math.min(above.n, columns) * (columnWidth + GAP) - GAP,
    height: topOf(groups) - GROUP_GAP,
    title,
    subtitle,
  });
}

function differentSizes({ originals, between, reconstructions }: ReconstructionsOptions): ShapeError {
  const shown = ({ shape }: { readonly shape: readonly number[] }) => `[${shape.join(", ")}]`;
  const middle = between ? `, the pictures between ${shown(between)}` : "";
  return new ShapeError(
    `The originals have the shape ${shown(originals)}${middle}, the reconstructions ${shown(reconstructions)}. Give arrays of the same shape.`,
  );
}

const sameSize = (a: Pictures, b: Pictures): boolean =>
  a.n === b.n && a.height === b.height && a.width === b.width && a.channels === b.channels;

/** Computes the mean squared error of picture i. */
function squaredError({ height, width, channels, values }: Pictures, { values: others }: Pictures, i: number): number {
  const size = height * width * channels;
  const original = values.subarray(i * size, (i + 1) * size);
  return original.reduce((sum, value, j) => sum + (value - others[i * size + j]!) ** 2, 0) / size;
}
