import type { Scheme } from "../../figures/colours.ts";
import type { PackedPictures } from "../rows.ts";
import type { Pictures } from "./thumbnails.ts";

/** Returns the pictures of a sheet. Grey pictures are dark on light on a light page. */
export function sheetPictures(
  { width, height, perRow, grey }: PackedPictures,
  sheet: HTMLImageElement,
  scheme: () => Scheme,
): Pictures {
  return {
    width,
    height,
    draw(context, row, ...[left, top, across, down]) {
      if (!sheet.complete) return;
      context.drawImage(sheet, (row % perRow) * width, Math.floor(row / perRow) * height, width, height, left, top, across, down);
      if (!grey || scheme() === "dark") return;
      // The difference to white is the negative.
      context.globalCompositeOperation = "difference";
      context.fillStyle = "#ffffff";
      context.fillRect(left, top, across, down);
      context.globalCompositeOperation = "source-over";
    },
  };
}
