export { type LearningCurveOptions, learningCurveFigure } from "./learning-curve.ts";
export type { Ink } from "./picture.ts";
export { type PicturesOptions, picturesFigure } from "./pictures.ts";
export { type ReconstructionsOptions, reconstructionsFigure } from "./reconstructions.ts";
export type { Figure } from "./svg.ts";
