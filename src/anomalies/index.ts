export { AnomalyDetector, type Explanation } from "./detector.ts";
export { type DetectorSavedWith, detectorFiles, detectorFrom } from "./files.ts";
export type { AnomalyFitOptions } from "./learn.ts";
export { averagePrecision, type FlagQuality, flagQuality, rocAuc } from "./measures.ts";
export type { AnomalyOptions } from "./options.ts";
export { parseThreshold, showThreshold, type Threshold, type ThresholdName, thresholdFor, thresholds } from "./thresholds.ts";
