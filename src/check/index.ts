export { FEWEST_ROWS } from "./cells.ts";
export type { TableCheck } from "./check.ts";
export { CHECKER, type CheckOtherOptions, TableChecker } from "./checker.ts";
export { type Distributions, distributionsOf, samplesIn } from "./distributions.ts";
export { FILL_OPTIONS, type FilledCell, type FilledCells, type FillOptions, fillTable } from "./fill.ts";
export type { Finding } from "./findings.ts";
export type { CheckOptions, CheckStage } from "./known.ts";
export {
  compareRelations,
  RELATION_OPTIONS,
  type RelationDrift,
  type RelationOptions,
  type RelationsReport,
} from "./relation-drift.ts";
export type { Rule } from "./rules.ts";
