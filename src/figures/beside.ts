import { OptionError } from "../core/errors.ts";
import { element, type Figure, figure } from "./svg.ts";
import { MARGIN } from "./theme.ts";

/**
 * Puts figures side by side under one title.
 * @throws OptionError if the list of figures is empty.
 * @example
 * const figures = [autoencoderFigure({ sizes: [3, 2] }), denoisingFigure({ sizes: [784, 30] })];
 * const { svg } = besideFigure(figures, { title: "Two autoencoders" });
 */
export function besideFigure(
  figures: readonly Figure[],
  { title, subtitle }: { readonly title: string; readonly subtitle?: string },
): Figure {
  if (figures.length === 0) throw new OptionError("The list of figures is empty. Give at least one figure.");
  let x = -MARGIN;
  const body = figures.map(({ svg, width, height }) => {
    const place = element("svg", { x, y: 0, width, height, viewBox: `0 0 ${width} ${height}` });
    place.innerHTML = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");
    x += width;
    return place;
  });
  return figure({
    body,
    width: x - MARGIN,
    height: Math.max(...figures.map(({ height }) => height)) - MARGIN,
    title,
    subtitle,
  });
}
