import { DataError } from "../core/errors.ts";
import type { Figure } from "./index.ts";
import { byteOf, type Pictures } from "./picture.ts";

/**
 * A figure as a PNG file, drawn by the page: `scale` pixels for each CSS pixel, text in the machine's own Arimo, Arial or Helvetica. The page's policy
 * must let it load images of its own (`img-src blob:`).
 * @throws DataError where it can't be drawn, such as one too large for the browser.
 */
export async function pngOf({ svg, width, height }: Figure, scale = 2): Promise<Blob> {
  const tooLarge = new DataError(
    `This browser can't draw a picture of ${Math.round(width * scale)} x ${Math.round(height * scale)} pixels. Take the SVG.`,
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
    throw new DataError("This browser didn't draw the figure as a picture. Take the SVG.");
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A picture as the URL of a PNG file, a pixel for each of its own: what `PngUrl` is in a page. */
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
