import { extname } from "node:path";
import { OptionError } from "../core/errors.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { toPng } from "./png.node.ts";
import type { Figure } from "./svg.ts";

/**
 * Writes a figure as .svg or .png, by the path's ending. The file is there whole or not at all.
 * @throws OptionError where the ending is neither.
 */
export async function writeFigure(figure: Figure, path: string): Promise<void> {
  const ending = extname(path).toLowerCase();
  if (ending !== ".svg" && ending !== ".png")
    throw new OptionError(`${path}: a figure is written as .svg or .png. Let the name end in one of the two.`);
  await writeFileAtomically(path, ending === ".svg" ? figure.svg : toPng(figure));
}
