export * from "../report/index.ts";
export { writeIntervals } from "../report/intervals.node.ts";
export { type Report, type ReportOptions, report } from "../report/report.node.ts";
