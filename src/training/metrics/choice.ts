import * as metrics from "./index.ts";
import type { Metric } from "./metric.ts";

export type MetricName = keyof typeof metrics;

const named: Readonly<Record<MetricName, Metric>> = metrics;

export const metricNamed = (name: MetricName): Metric => named[name];
