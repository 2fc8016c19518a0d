import { OptionError, ShapeError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { drawPicture, type Ink, type Pictures, picturesOf } from "./picture.ts";
import { element, type Figure, figure, textWidth } from "./svg.ts";
import { COLOUR } from "./theme.ts";

export interface ReconstructionsOptions {
  /** [n, height, width] or [n, height, width, channels]: bytes 0-255, or floats 0-1. */
  readonly originals: NdArray<"uint8"> | NdArray<"float32">;
  /** As many pictures of the same size; the two may differ in their element type. */
  readonly reconstructions: NdArray<"uint8"> | NdArray<"float32">;
  /** Pictures in a row; more of them continue in further pairs of rows. */
  readonly columns?: number;
  readonly title?: string;
  readonly subtitle?: string;
  /** What the upper and the lower row are called. */
  readonly labels?: readonly [string, string];
  readonly ink?: Ink;
  /** Write the mean squared error, of values 0 to 1, beneath each column. */
  readonly error?: boolean;
}

/** Lengths in CSS pixels. */
const PICTURE = 84;
const GAP = 6;
const PAIR_GAP = 20;
const ERROR_LINE = 18;
const ERROR_LABEL = "squared error";

/**
 * Originals above, their reconstructions below (figures 17-4 and 17-9). The grey scale is fixed: equal values are equal ink in both rows.
 * @throws ShapeError where the two differ in shape or aren't pictures, DataError where they hold NaN, OptionError for an impossible `columns`.
 */
export function reconstructionsFigure({
  originals,
  reconstructions,
  columns = 10,
  title = "Originals and their reconstructions",
  subtitle,
  labels = ["original", "reconstruction"],
  ink = "dark",
  error = false,
}: ReconstructionsOptions): Figure {
  if (!Number.isInteger(columns) || columns < 1) throw new OptionError(`columns is ${columns}. Give a whole number from 1.`);
  const above = picturesOf("originals", originals);
  const below = picturesOf("reconstructions", reconstructions);
  if (!sameSize(above, below))
    throw new ShapeError(
      `The originals are [${originals.shape.join(", ")}], the reconstructions [${reconstructions.shape.join(", ")}]. They must be equal.`,
    );

  const scale = Math.max(1, Math.round(PICTURE / Math.max(above.height, above.width)));
  const [width, height] = [above.width * scale, above.height * scale];
  const columnWidth = error ? Math.max(width, textWidth("0.0000")) : width;
  const labelWidth = Math.max(...[...labels, ...(error ? [ERROR_LABEL] : [])].map((label) => textWidth(label)));
  const pairHeight = 2 * height + GAP + (error ? ERROR_LINE : 0);
  const pairs = Math.ceil(above.n / columns);

  const rowLabel = (text: string, y: number, fill: string) =>
    element("text", { x: labelWidth, y, dy: "0.35em", "text-anchor": "end", fill }, text);
  const pairLabels = Array.from({ length: pairs }, (_, pair) => {
    const top = pair * (pairHeight + PAIR_GAP);
    return [
      rowLabel(labels[0], top + height / 2, COLOUR.text),
      rowLabel(labels[1], top + height + GAP + height / 2, COLOUR.text),
      ...(error ? [rowLabel(ERROR_LABEL, top + pairHeight - ERROR_LINE / 2, COLOUR.quiet)] : []),
    ];
  });
  const examples = Array.from({ length: above.n }, (_, i) => {
    const x = labelWidth + 2 * GAP + (i % columns) * (columnWidth + GAP);
    const top = Math.floor(i / columns) * (pairHeight + PAIR_GAP);
    const at = { x: x + Math.floor((columnWidth - width) / 2), scale, ink };
    const number = () =>
      element(
        "text",
        {
          x: x + columnWidth / 2,
          y: top + pairHeight - ERROR_LINE / 2,
          dy: "0.35em",
          "text-anchor": "middle",
          fill: COLOUR.quiet,
        },
        squaredError(above, below, i).toPrecision(2),
      );
    return [
      drawPicture(above, i, { ...at, y: top }),
      drawPicture(below, i, { ...at, y: top + height + GAP }),
      ...(error ? [number()] : []),
    ];
  });
  return figure({
    body: [...pairLabels.flat(), ...examples.flat()],
    width: labelWidth + 2 * GAP + Math.min(above.n, columns) * (columnWidth + GAP) - GAP,
    height: pairs * (pairHeight + PAIR_GAP) - PAIR_GAP,
    title,
    subtitle,
  });
}

const sameSize = (a: Pictures, b: Pictures): boolean =>
  a.n === b.n && a.height === b.height && a.width === b.width && a.channels === b.channels;

/** Mean of the squared differences of picture i. */
function squaredError({ height, width, channels, values }: Pictures, { values: others }: Pictures, i: number): number {
  const size = height * width * channels;
  const original = values.subarray(i * size, (i + 1) * size);
  return original.reduce((sum, value, j) => sum + (value - others[i * size + j]!) ** 2, 0) / size;
}
