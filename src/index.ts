// The everyday names in Node. Everything else is in the entry points of the folders: "codings/layers", "codings/training", ... (package.json, "exports").

export { datasets, type OpenOptions, openDataset } from "./data/open.node.ts";
export { fromRecords, openTable, type TableOptions } from "./data/tables/open.node.ts";
export * from "./entries/everyday.ts";
export { type DataMapOptions, map } from "./explorer/map.node.ts";
export type { DataMap } from "./explorer/write-map.node.ts";
export { type Report, type ReportOptions, report } from "./report/report.node.ts";
export type { Communicator } from "./runtime/communicator.ts";
export { isUnderMpi, type MpiOptions, mpi } from "./runtime/mpi.node.ts";
export { nodeRuntime } from "./runtime/node.ts";
export * from "./tasks/node.ts";
