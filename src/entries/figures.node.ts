export { type MapColumn, type MapPageOptions, mapPage } from "../explorer/map-page.node.ts";
export * from "../figures/index.ts";
export { writeFigure } from "../figures/write.node.ts";
export { type DrawLectureOptions, drawLecture } from "../lecture/draw.node.ts";
export { lectureFigures } from "../lecture/figures/index.ts";
export type { Lecture, LectureFigure, LectureOptions } from "../lecture/lecture.node.ts";
