export { CHECK_OPTIONS, type CheckOptions, type CheckStage, checkTable, type Rule, type TableCheck } from "./check.ts";
export type { Finding } from "./findings.ts";
