import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { orExplain } from "../core/files.node.ts";
import { makeFolder } from "../core/half-done.node.ts";
import { lookUp } from "../core/suggest.ts";
import { writeFigure } from "../figures/write.node.ts";
import { lectureFigures } from "./figures/index.ts";
import { type LectureOptions, openLecture } from "./lecture.node.ts";

/** The options of `drawLecture`. */
export interface DrawLectureOptions extends LectureOptions {
  /** Path of a folder for the figures, which is created if it doesn't exist. */
  readonly output: string;
  /** File formats of each figure (default both). */
  readonly formats?: readonly ("svg" | "png")[];
  /** Called when the work on a figure begins. */
  readonly onStep?: (step: string) => void;
  /** Called when the files of a figure have been written. */
  readonly onDrawn?: (name: string, files: readonly string[]) => void;
}

/**
 * Draws figures of the lecture (Géron, chapter 17) from data and trains the autoencoders that they need.
 * @param names names in `lectureFigures`, or "all" for all figures.
 * @returns the paths of the files that were written.
 * @throws UsageError if a figure is unknown; OptionError if the data or the model don't suit a figure; DataError if a file can't
 * be written.
 * @example
 * const files = await drawLecture(["17-1", "17-4"], { data: "garments", output: "figures", epochs: 2 });
 */
export async function drawLecture(
  names: readonly string[],
  { output, formats = ["svg", "png"], onStep, onDrawn, ...options }: DrawLectureOptions,
): Promise<readonly string[]> {
  const all = names.includes("all") ? Object.keys(lectureFigures) : [...new Set(names)];
  for (const name of all) expectFigure(name);
  const removeMade = await orExplain(makeFolder(output), output);
  const files: string[] = [];
  try {
    const lecture = await openLecture(options);
    for (const name of all) {
      onStep?.(`${name} …`);
      const figure = await lectureFigures[name]!.draw(lecture);
      const base = join(output, /^\d/.test(name) ? `figure-${name}` : name);
      const own = formats.map((format) => `${base}.${format}`);
      for (const file of own) await writeFigure(figure, file);
      files.push(...own);
      onDrawn?.(name, own);
    }
  } catch (error) {
    removeMade();
    throw error;
  }
  return files;
}

function expectFigure(name: string): void {
  try {
    lookUp("figure", name, lectureFigures);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
