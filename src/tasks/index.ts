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
export { type DataDescription, describe, type ExamplesDescription, type TableDescription } from "./describe.ts";
export { drift } from "./drift.ts";
export { type CodingsMap, type MapMethod, type MapOptions, type MapProgress, type MapQuality, map, mapCodings } from "./map.ts";
