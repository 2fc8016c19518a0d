// The tasks in Node. They also take paths, and most can write an output file. All other names are the same as in a page.
export { type CheckFileOptions, check } from "./check.node.ts";
export { type DenoiseOptions, denoise } from "./denoise.node.ts";
export { type DescribeOptions, describe } from "./describe.node.ts";
export { checkMachine, type Finding } from "./doctor.node.ts";
export { type DataDrift, type DriftOptions, drift, type TableDriftOptions, tableDrift } from "./drift.node.ts";
export { type EncodeOptions, encode } from "./encode.node.ts";
export type { InMemory, TaskData, TaskModel, ToFile, WrittenResults } from "./example-parts.node.ts";
export { type ExportedModel, type ExportOptions, exportModel } from "./export.node.ts";
export { type GenerateDataOptions, generate, type WrittenExamples } from "./generate.node.ts";
export { type FilledArray, type FilledTable, type ImputeDataOptions, impute } from "./impute.node.ts";
export { type ImputeTableFileOptions, imputeTable } from "./impute-table.node.ts";
export * from "./index.ts";
export { load } from "./load.node.ts";
export { mergeShards } from "./merge-shards.node.ts";
export type { DataOptions } from "./open.node.ts";
export { plan } from "./plan.node.ts";
export { type ReconstructOptions, reconstruct } from "./reconstruct.node.ts";
export { type RelationDriftFileOptions, relationDrift } from "./relation-drift.node.ts";
export { type ScoreNodeOptions, score } from "./score.node.ts";
export type { ScoringModel } from "./scorer.ts";
export { type SeriesColumn, type SeriesColumnOptions, seriesColumn } from "./series-column.node.ts";
export type { MergedShards, Shard, ShardFile, ShardManifest } from "./shard-manifest.node.ts";
export {
  checkShard,
  encodeShard,
  type ShardOptions,
  scoreShard,
} from "./shards.node.ts";
export {
  type FindDuplicatesOptions,
  type FindSimilarOptions,
  type FoundDuplicates,
  type FoundSimilar,
  findDuplicates,
  findSimilar,
  type RowByKey,
} from "./similar.node.ts";
export { type OfSeries, type StoppedAdvice, type TrainedModel, type TrainResult, train } from "./train.node.ts";
export type { TrainOptions } from "./train.ts";
export type { TrainedDetector } from "./train-detector.node.ts";
export type { TrainedSeriesDetector } from "./train-series.node.ts";
export { type ChangedVersion, type Verification, type VerifyOptions, verifyModel } from "./verify.node.ts";
export type { NumbersCompared } from "./verify.ts";
export { type WatchedReading, type WatchLinesOptions, type WatchSummary, watch } from "./watch.node.ts";
