import type { Lesson } from "./lesson.ts";
import { stacked } from "./stacked.ts";

/** The lessons, in the lecture's order. */
export const lessons: readonly Lesson[] = [stacked];

export const lessonNamed = (name: string): Lesson | undefined => lessons.find((lesson) => lesson.name === name);
