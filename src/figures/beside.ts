import { OptionError } from "../core/errors.ts";
import { element, type Figure, figure } from "./svg.ts";
import { MARGIN } from "./theme.ts";

/**
 * Figures beside each other under one title.
 * @throws OptionError where there are none.
 */
export function besideFigure(
  figures: readonly Figure[],
  { title, subtitle }: { readonly title: string; readonly subtitle?: string },
): Figure {
  if (figures.length === 0) throw new OptionError("There are no figures to put beside each other. Give one at least.");
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
