export {
  adviseCodings,
  type CodingsAdvice,
  type CodingsAdviceOptions,
  type CodingsAdviceProgress,
  type CodingsTrial,
  type SizeAdvice,
} from "./codings-advice.ts";
export type { ScoreOptions, ScoreResult, ScoreSummary } from "./score.ts";
export type { StrangeInterval, StrangeIntervals, UnscoredRows } from "./score-windows.ts";
