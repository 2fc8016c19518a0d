// What a page can use: everything but files, PNGs and the native runtime.
export * from "./anomalies/index.ts";
export * from "./autoencoders/index.ts";
export { CodingsError, DataError, OptionError, ShapeError, TrainingError } from "./core/errors.ts";
export type { Message, NamedOption, OptionWords } from "./core/message.ts";
export { type Dtype, type NdArray, ndarray, sliceRows, type TextArray } from "./core/ndarray.ts";
export { permutation, type Random, random } from "./core/random.ts";
export { takeRows } from "./core/rows.ts";
export * from "./data/index.ts";
export { type OpenOptions, openDataset } from "./data/open.ts";
export { fromRecords, openTable, type TableOptions } from "./data/tables/open.ts";
export type { Records, TableRecord } from "./data/tables/records.ts";
export * from "./layers/index.ts";
export * from "./manifold/index.ts";
export * from "./models/index.ts";
export type { Program, Runtime, RuntimeOptions } from "./runtime/runtime.ts";
export { type WasmOptions, wasmRuntime } from "./runtime/wasm.ts";
export * from "./tasks/index.ts";
export * from "./training/index.ts";
