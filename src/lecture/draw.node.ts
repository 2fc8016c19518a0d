import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { explainFileError } from "../core/files.node.ts";
import { lookUp } from "../core/suggest.ts";
import { writeFigure } from "../figures/write.node.ts";
import { lectureFigures } from "./figures/index.ts";
import { type LectureOptions, openLecture } from "./lecture.node.ts";

/** Options of `drawLecture`. */
export interface DrawLectureOptions extends LectureOptions {
  /** A folder for the figures, made where it isn't there. */
  readonly output: string;
  /** The kinds of file that are written for each figure; both by default. */
  readonly formats?: readonly ("svg" | "png")[];
  /** Called when a figure begins, and when its files are written. */
  readonly onStep?: (step: string) => void;
  readonly onDrawn?: (name: string, files: readonly string[]) => void;
}

/**
 * Draws figures of the lecture (Géron, chapter 17) from data, training what they need.
 * @param names of `lectureFigures`; all of them where "all" is among them.
 * @returns the files that were written.
 * @throws UsageError for a figure that isn't known; OptionError where the data or the model don't fit it; DataError where a file can't be written.
 * @example
 * const files = await drawLecture(["17-1", "17-4"], { data: "garments", output: "figures", epochs: 2 });
 */
export async function drawLecture(
  names: readonly string[],
  { output, formats = ["svg", "png"], onStep, onDrawn, ...options }: DrawLectureOptions,
): Promise<readonly string[]> {
  const all = names.includes("all") ? Object.keys(lectureFigures) : [...new Set(names)];
  for (const name of all) expectFigure(name);
  const made = await mkdir(output, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw explainFileError(error, output);
  });
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
    // A new folder in which nothing has been drawn goes again; one that isn't empty stays.
    if (made !== undefined) await rmdir(output).catch(() => undefined);
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
