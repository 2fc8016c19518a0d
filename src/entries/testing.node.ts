export * from "../testing/check-estimator.node.ts";
export type { Estimator } from "../testing/subject.ts";
