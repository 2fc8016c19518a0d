import { DataError } from "../core/errors.ts";
import type { Figure } from "./index.ts";
import { byteOf, type Pictures } from "./picture.ts";

/**
 * Draws a figure as a PNG file in the browser, with `scale` pixels for each CSS pixel and the system's Arimo, Arial or Helvetica.
 * The page's content security policy must allow `img-src blob:`.
 * @throws DataError if the browser can't draw the figure, for example because it is too large.
 */
export async function pngOf({ svg, width, height }: Figure, scale = 2): Promise<Blob> {
  const tooLarge = new DataError(
    `This browser can't draw a picture of ${Math.round(width * scale)} x ${Math.round(height * scale)} pixels. Save the figure as SVG instead.`,
  );
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    const context = canvas.getContext("2d");
    if (!context) throw tooLarge;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!png) throw tooLarge;
    return png;
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError("This browser couldn't draw the figure as a PNG picture. Save it as SVG instead.");
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * Draws a picture as the data URL of a PNG file with one pixel for each of its pixels. This is the browser's version of `PngUrl`.
 */
export function pictureUrl({ width, height, channels, values }: Pictures): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * pixel + channel] = byteOf(values[pixel * channels + (channels === 3 ? channel : 0)]!);
    image.data[4 * pixel + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}
