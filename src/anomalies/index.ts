export { type Costs, costOf, leastCost, type Mistakes, mistakesAt } from "./costs.ts";
export { AnomalyDetector, type Explanation } from "./detector.ts";
export { type DetectorSavedWith, detectorFiles, detectorFrom } from "./files.ts";
export type { AnomalyFitOptions } from "./learn.ts";
export { averagePrecision, type FlagQuality, flagQuality, type PrecisionRecall, precisionRecall, rocAuc } from "./measures.ts";
export type { AnomalyOptions } from "./options.ts";
export { parseThreshold, showThreshold, type Threshold, type ThresholdName, thresholdFor, thresholds } from "./thresholds.ts";
