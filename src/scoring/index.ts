export { type Calibration, calibrate, isOutlier, percentileOf } from "./calibration.ts";
export { type Cause, causeSentence, type Measured } from "./causes.ts";
export { type Costs, costOf, leastCost, type Mistakes, mistakesAt } from "./costs.ts";
export { columnErrors, meanSquaredErrors, rowErrors, squaredErrors } from "./errors.ts";
export type { ScoreQuality } from "./labels.ts";
export { averagePrecision, type FlagQuality, flagQuality, type PrecisionRecall, precisionRecall, rocAuc } from "./measures.ts";
export type { ScoredRows } from "./scored.ts";
export type { StrangeRow } from "./strangest.ts";
export {
  parseThreshold,
  showThreshold,
  type Threshold,
  type ThresholdName,
  thresholdFor,
  thresholds,
} from "./thresholds/index.ts";
export { type VusOptions, vusPr, vusRoc } from "./vus.ts";
