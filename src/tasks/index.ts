export type { BeforeNow, ColumnDrift, Verdict } from "../scoring/drift/columns.ts";
export { type DriftReport, type ScoreDrift, scoreDrift } from "../scoring/drift/report.ts";
export {
  adviseCodings,
  type CodingsAdvice,
  type CodingsAdviceOptions,
  type CodingsAdviceProgress,
  type CodingsTrial,
  type SizeAdvice,
} from "./codings-advice.ts";
export { drift } from "./drift.ts";
export type { ScoreOptions, ScoreResult, ScoreSummary } from "./score.ts";
export type { StrangeInterval, StrangeIntervals, UnscoredRows } from "./score-windows.ts";
