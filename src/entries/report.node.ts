export * from "../report/index.ts";
export { writeIntervals } from "../report/intervals.node.ts";
export { type Report, type ReportOptions, report } from "../report/report.node.ts";
export { type SeriesReport, type SeriesReportOptions, seriesReport } from "../report/series-report.node.ts";
