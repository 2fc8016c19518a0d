export * from "../report/index.ts";
export { type Report, type ReportOptions, report } from "../report/report.node.ts";
