export { type AccuracyCurveOptions, type AccuracySeries, accuracyCurveFigure } from "./accuracy-curve.ts";
export { type ActivationsOptions, activationsFigure } from "./activations.ts";
export {
  type ArchitectureOptions,
  autoencoderFigure,
  denoisingFigure,
  greedyFigure,
  pretrainingFigure,
} from "./architecture.ts";
export { besideFigure } from "./beside.ts";
export { type FeatureDetectorsOptions, featureDetectorsFigure } from "./feature-detectors.ts";
export { type LearningCurveOptions, learningCurveFigure } from "./learning-curve.ts";
export type { Ink } from "./picture.ts";
export { type PicturesOptions, picturesFigure } from "./pictures.ts";
export { type PointsOptions, pointsFigure } from "./points.ts";
export { type ReconstructionsOptions, reconstructionsFigure } from "./reconstructions.ts";
export type { Figure } from "./svg.ts";
