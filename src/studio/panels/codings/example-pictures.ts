import type { NdArray } from "../../../core/ndarray.ts";
import type { Pictures } from "../../../explorer/page/thumbnails.ts";
import { paint, pictureSize } from "../../parts/pictures.ts";

/** Returns the pictures of examples, or undefined if the examples aren't pictures. Each is painted when it is first drawn. */
export function examplePictures(examples: NdArray | undefined, isDark: boolean): Pictures | undefined {
  const size = examples && pictureSize(examples.shape.slice(1));
  if (!size) return undefined;
  const { width, height } = size;
  const painted = new Map<number, HTMLCanvasElement>();
  const paintedOf = (row: number): HTMLCanvasElement => {
    const known = painted.get(row);
    if (known) return known;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d")!;
    const image = context.createImageData(width, height);
    paint(examples, row, size, image.data, isDark);
    context.putImageData(image, 0, 0);
    painted.set(row, canvas);
    return canvas;
  };
  return { width, height, draw: (context, row, ...place) => context.drawImage(paintedOf(row), ...place) };
}
