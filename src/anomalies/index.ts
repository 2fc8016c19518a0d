export { AnomalyDetector, detectorFiles, detectorFrom, type Explanation } from "./detector.ts";
export type { DetectorSavedWith } from "./detector-folder.ts";
export type { AnomalyFitOptions } from "./learn.ts";
export type { AnomalyOptions } from "./options.ts";
