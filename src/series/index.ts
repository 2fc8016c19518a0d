export {
  SeriesDetector,
  type SeriesExplanation,
  type SeriesFitOptions,
  type SeriesOfReadings,
  type SeriesScoreOptions,
  seriesDetectorFiles,
  seriesDetectorFrom,
} from "./detector.ts";
export type { IntervalCause, SeriesInterval } from "./intervals.ts";
export type { SeriesOptions } from "./options.ts";
export { type ScoredReading, SeriesWatch, type WatchOptions, type WatchRow } from "./watch.ts";
export type { WatchCounts, WatchState } from "./watch-state.ts";
