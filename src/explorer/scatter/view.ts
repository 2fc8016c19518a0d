/**
 * The visible part of the plane: its middle (`x`, `y`) and the `distance` from there to the upper edge, in the units of placed
 * points.
 */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly distance: number;
}

/** A size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Place = readonly [x: number, y: number];

/** Size of the home view, as a multiple of the points' extent. */
const PADDING = 1.08;
/** Limits of zooming in and out, as multiples of the home view's distance. */
const [NEAREST, FARTHEST] = [1e-4, 4];

/** Returns the CSS pixels per unit. */
const scaleOf = ({ distance }: View, { height }: Size): number => height / (2 * distance);

/** Returns the view that shows the plane from -half to half. */
export function homeView([halfX, halfY]: Place, { width, height }: Size): View {
  return { x: 0, y: 0, distance: Math.max(halfY, halfX / (width / height || 1), 0.1) * PADDING };
}

/** Returns the position of a place on the canvas, in CSS pixels from its upper left corner. */
export function screenOf(view: View, size: Size, [x, y]: Place): Place {
  const scale = scaleOf(view, size);
  return [size.width / 2 + (x - view.x) * scale, size.height / 2 - (y - view.y) * scale];
}

/** Returns the place of the plane at a position on the canvas, in CSS pixels. */
export function placeAt(view: View, size: Size, [left, top]: Place): Place {
  const scale = scaleOf(view, size) || 1;
  return [view.x + (left - size.width / 2) / scale, view.y - (top - size.height / 2) / scale];
}

/** Moves the view with the pointer, by CSS pixels. */
export function panned(view: View, size: Size, [dx, dy]: Place): View {
  const scale = scaleOf(view, size) || 1;
  return { ...view, x: view.x - dx / scale, y: view.y + dy / scale };
}

/** Zooms in by a factor, within limits relative to `home`. The place at `at`, in CSS pixels, stays at its position. */
export function zoomed(view: View, size: Size, home: View, factor: number, at: Place = [size.width / 2, size.height / 2]): View {
  const distance = Math.min(home.distance * FARTHEST, Math.max(home.distance * NEAREST, view.distance / factor));
  const [x, y] = placeAt(view, size, at);
  const kept = distance / view.distance;
  return { x: x + (view.x - x) * kept, y: y + (view.y - y) * kept, distance };
}

/** Returns a view between two views. `part` is 0 to 1. */
export function viewBetween(from: View, to: View, part: number): View {
  const mixed = (a: number, b: number) => a + (b - a) * part;
  return {
    x: mixed(from.x, to.x),
    y: mixed(from.y, to.y),
    distance: Math.exp(mixed(Math.log(from.distance), Math.log(to.distance))),
  };
}
