export { CHECK_OPTIONS, type CheckOptions, type CheckStage, checkTable, type TableCheck } from "./check.ts";
export { FILL_OPTIONS, type FilledCell, type FilledCells, type FillOptions, fillTable } from "./fill.ts";
export type { Finding } from "./findings.ts";
export type { Rule } from "./rules.ts";
