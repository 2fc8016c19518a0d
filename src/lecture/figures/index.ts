import type { LectureFigure } from "../lecture.node.ts";
import { figure as figure171 } from "./17-1.ts";
import { figure as figure172 } from "./17-2.ts";
import { figure as figure173 } from "./17-3.ts";
import { figure as figure174 } from "./17-4.ts";
import { figure as figure175 } from "./17-5.ts";
import { figure as figure176 } from "./17-6.ts";
import { figure as figure177 } from "./17-7.ts";
import { figure as figure178 } from "./17-8.ts";
import { figure as figure179 } from "./17-9.ts";
import { figure as activations } from "./activations.ts";
import { figure as featureDetectors } from "./feature-detectors.ts";
import { figure as generated } from "./generated.ts";

/**
 * The figures of the lecture (Géron, chapter 17) and additional ones, by their names on the command line. `drawLecture` draws
 * them.
 * @example
 * for (const [name, { title }] of Object.entries(lectureFigures)) console.log(name, title);
 */
export const lectureFigures: Readonly<Record<string, LectureFigure>> = {
  "17-1": figure171,
  "17-2": figure172,
  "17-3": figure173,
  "17-4": figure174,
  "17-5": figure175,
  "17-6": figure176,
  "17-7": figure177,
  "17-8": figure178,
  "17-9": figure179,
  "feature-detectors": featureDetectors,
  activations,
  generated,
};
