export { describeModel, type LayerDescription, modelFrom } from "./architecture.ts";
export type { FolderFiles, ModelConfig } from "./config.ts";
export { type ModelFolder, modelFiles, modelFromFiles } from "./files.ts";
export type { EvaluateOptions, FitOptions, FitResult, RunOptions } from "./fit.ts";
export { fromSafetensors, toSafetensors } from "./safetensors.ts";
export { type CompileOptions, Sequential, type SequentialOptions, sequential } from "./sequential.ts";
export { type LayerRow, layerRows } from "./summary.ts";
