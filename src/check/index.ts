export { CHECK_OPTIONS, type CheckOptions, type CheckStage, checkTable, type TableCheck } from "./check.ts";
export type { Finding } from "./findings.ts";
export {
  compareRelations,
  RELATION_OPTIONS,
  type RelationDrift,
  type RelationOptions,
  type RelationsReport,
} from "./relation-drift.ts";
export type { Rule } from "./rules.ts";
