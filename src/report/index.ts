export { type ComposeOptions, reportOf } from "./compose.ts";
export type { ReportData } from "./data.ts";
export { dayOf, type TrainedWith } from "./known.ts";
export { type Measured, type MeasureOptions, measure } from "./measure.ts";
