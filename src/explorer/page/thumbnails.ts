import type { Scatter } from "../scatter/index.ts";

/** The pictures of rows. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  /** Draws the picture of a row into a rectangle in CSS pixels. Draws nothing while the pictures are loading. */
  draw(context: CanvasRenderingContext2D, row: number, left: number, top: number, width: number, height: number): void;
}

/** Length of the longer side of a thumbnail, in CSS pixels. */
const SIDE = 40;
const FRAME = 2;
/** Thumbnails are shown if the map is zoomed by this factor, and if at most this many points are in the view. */
const [LEAST_ZOOM, MOST_POINTS] = [1.8, 600];

/** Returns the size of a thumbnail, in CSS pixels. */
export function thumbnailSize({ width, height }: Pick<Pictures, "width" | "height">, side = SIDE): readonly [number, number] {
  const scale = side / Math.max(width, height);
  return [Math.round(width * scale), Math.round(height * scale)];
}

/** Returns the places of rectangles of one size that don't overlap: the first of each two that would. */
export function apartFrom<Place extends { readonly x: number; readonly y: number }>(
  places: readonly Place[],
  width: number,
  height: number,
): readonly Place[] {
  const cells = new Map<string, Place[]>();
  return places.filter((place) => {
    const [column, line] = [Math.floor(place.x / width), Math.floor(place.y / height)];
    for (let i = column - 1; i <= column + 1; i++)
      for (let j = line - 1; j <= line + 1; j++)
        for (const { x, y } of cells.get(`${i},${j}`) ?? [])
          if (Math.abs(x - place.x) < width && Math.abs(y - place.y) < height) return false;
    const own = cells.get(`${column},${line}`);
    if (own) own.push(place);
    else cells.set(`${column},${line}`, [place]);
    return true;
  });
}

/**
 * Makes a function that draws the pictures of the visible points on a canvas above a plot, if the map is zoomed in and there is
 * room. Of pictures that would overlap, it draws the first.
 */
export function makeThumbnails(canvas: HTMLCanvasElement, plot: Scatter) {
  const context = canvas.getContext("2d")!;
  return (pictures: Pictures | undefined, colourOf: (row: number) => string): void => {
    const rows = pictures && (plot.part?.zoom ?? 1) >= LEAST_ZOOM ? plot.rowsInView(MOST_POINTS) : undefined;
    canvas.hidden = !rows;
    if (!pictures || !rows) return;
    const { width, height } = plot.size;
    const [wide, high] = [width, height].map((side) => Math.round(side * devicePixelRatio));
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide!, high!];
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const [across, down] = thumbnailSize(pictures);
    const places = rows.map((row) => {
      const [x, y] = plot.screenOf(row);
      return { row, x, y };
    });
    for (const { row, x, y } of apartFrom(places, across + 2 * FRAME, down + 2 * FRAME)) {
      const [left, top] = [Math.round(x - across / 2), Math.round(y - down / 2)];
      context.fillStyle = colourOf(row);
      context.fillRect(left - FRAME, top - FRAME, across + 2 * FRAME, down + 2 * FRAME);
      pictures.draw(context, row, left, top, across, down);
    }
    canvas.dataset.shown = String(places.length);
  };
}
