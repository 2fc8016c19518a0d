export type {
  CheckStage,
  FilledCell,
  FilledCells,
  Finding as TableFinding,
  RelationDrift,
  RelationsReport,
  Rule,
  TableCheck,
} from "../check/index.ts";
export type { Strays } from "../data/tables/schema/strays.ts";
export type { Aspect, BeforeNow, ColumnDrift, Verdict } from "../scoring/drift/judge.ts";
export { type ColumnsReport, type DriftReport, type ScoreDrift, scoreDrift } from "../scoring/drift/report.ts";
export { type CheckDataOptions, type CheckedTable, check } from "./check.ts";
export {
  adviseCodings,
  type CodingsAdvice,
  type CodingsAdviceOptions,
  type CodingsAdviceProgress,
  type CodingsTrial,
  type SizeAdvice,
} from "./codings-advice.ts";
export { type BeforeAndAfter, type Denoised, type DenoiseOptions, type DenoisingQuality, denoise } from "./denoise.ts";
export {
  type DataDescription,
  describe,
  type ExamplesDescription,
  type SeriesDescription,
  type TableDescription,
  type TableFigures,
  type TableSeries,
} from "./describe.ts";
export { drift } from "./drift.ts";
export { type Encoded, encode } from "./encode.ts";
export type { MemoryData } from "./example-parts.ts";
export { type GenerateDataOptions, type Generated, generate } from "./generate.ts";
export { type ImputeOptions, impute } from "./impute.ts";
export { type ImputedRows, type ImputedTable, type ImputeTableOptions, imputeTable } from "./impute-table.ts";
export type { FoundIntervals, IntervalRow } from "./intervals.ts";
export { type CodingsMap, type MapMethod, type MapOptions, type MapProgress, type MapQuality, map, mapCodings } from "./map.ts";
export type { TaskOptions } from "./options.ts";
export { plan, type TrainingPlan } from "./plan.ts";
export type { PlannedFor } from "./plan-reasons.ts";
export { type Reconstructed, reconstruct } from "./reconstruct.ts";
export { relationDrift } from "./relation-drift.ts";
export { type ScoreOptions, type ScoreResult, type ScoreSummary, score } from "./score.ts";
export type { StrangeInterval, StrangeIntervals, UnscoredRows } from "./score-windows.ts";
export { type FindDuplicatesOptions, type FindSimilarOptions, findDuplicates, findSimilar, type SimilarRows } from "./similar.ts";
