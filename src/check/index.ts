export { CHECK_OPTIONS, type CheckOptions, type CheckStage, checkTable, type TableCheck } from "./check.ts";
export type { Finding } from "./findings.ts";
export type { Rule } from "./rules.ts";
