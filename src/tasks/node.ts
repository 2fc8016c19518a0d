export {
  adviseCodings,
  type CodingsAdvice,
  type CodingsAdviceOptions,
  type CodingsAdviceProgress,
  type CodingsTrial,
  type SizeAdvice,
} from "./codings-advice.ts";
export { type DenoiseOptions, denoise } from "./denoise.node.ts";
export type { BeforeAndAfter, Denoised, DenoisingQuality } from "./denoise.ts";
export { type EncodeOptions, encode } from "./encode.node.ts";
export type { Encoded } from "./encode.ts";
export type { TaskData, WrittenResults } from "./example-parts.node.ts";
export type { MemoryData } from "./example-parts.ts";
export { type GenerateDataOptions, generate, type WrittenExamples } from "./generate.node.ts";
export type { Generated } from "./generate.ts";
export { type FilledArray, type FilledTable, type ImputeDataOptions, impute } from "./impute.node.ts";
export type { ImputeOptions } from "./impute.ts";
export type { DataOptions } from "./open.node.ts";
export type { TaskOptions } from "./options.ts";
export { type ReconstructOptions, reconstruct } from "./reconstruct.node.ts";
export type { Reconstructed } from "./reconstruct.ts";
export {
  type FindDuplicatesOptions,
  type FindSimilarOptions,
  type FoundDuplicates,
  type FoundSimilar,
  findDuplicates,
  findSimilar,
  type RowByKey,
} from "./similar.node.ts";
export type { SimilarRows } from "./similar.ts";
