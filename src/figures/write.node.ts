import { extname } from "node:path";
import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { toPng } from "./png.node.ts";
import type { Figure } from "./svg.ts";

/**
 * Writes a figure as an SVG or PNG file, depending on the path's extension. The file is written completely or not at all.
 * @param path path that ends in .svg or .png. A PNG has two pixels for each CSS pixel.
 * @throws OptionError if the extension is neither .svg nor .png.
 * @example
 * await writeFigure(figure, "curve.png");
 */
export async function writeFigure(figure: Figure, path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (ending !== ".svg" && ending !== ".png")
    throw new OptionError(
      `Can't write a figure to ${path}, because its extension is neither .svg nor .png. Use one of these two.`,
    );
  await writeFileAtomically(path, ending === ".svg" ? figure.svg : toPng(figure));
}
