import { anomalies } from "./anomalies.ts";
import { codings } from "./codings.ts";
import { convolutional } from "./convolutional.ts";
import { denoising } from "./denoising.ts";
import { generating } from "./generating.ts";
import { greedy } from "./greedy.ts";
import type { Lesson } from "./lesson.ts";
import { linear } from "./linear.ts";
import { map } from "./map.ts";
import { pretraining } from "./pretraining.ts";
import { reconstructions } from "./reconstructions.ts";
import { sparse } from "./sparse.ts";
import { stacked } from "./stacked.ts";
import { tied } from "./tied.ts";
import { variational } from "./variational.ts";

/** The lessons, in the order of the lecture. */
export const lessons: readonly Lesson[] = [
  codings,
  linear,
  stacked,
  reconstructions,
  map,
  pretraining,
  tied,
  greedy,
  convolutional,
  denoising,
  sparse,
  variational,
  generating,
  anomalies,
];

export const lessonNamed = (name: string): Lesson | undefined => lessons.find((lesson) => lesson.name === name);
