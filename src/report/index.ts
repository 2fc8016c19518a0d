export { type CheckReportOptions, checkReport } from "./check-report.ts";
export { dayOf } from "./day.ts";
export { type IntervalsReportOptions, intervalsReport } from "./intervals.ts";
export type { ReportData } from "./measure/data.ts";
export type { MeasureOptions, TrainedWith } from "./measure/subject.ts";
export { type DatasetOptions, type Measured, measure, measureDataset, type ReportOfOptions, reportOf } from "./report.ts";
export type { Reproduction } from "./sections/section.ts";
