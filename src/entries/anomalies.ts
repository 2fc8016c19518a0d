export * from "../anomalies/index.ts";
export * from "../scoring/index.ts";
export * from "../series/index.ts";
