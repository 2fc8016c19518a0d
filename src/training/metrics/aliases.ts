import type * as metrics from "./index.ts";

/** Keras's full names of metrics that go by a short one. The figure is called as it was asked for. */
export const metricAliases = {
  f1Score: "f1",
  meanAbsoluteError: "mae",
  meanSquaredError: "mse",
  r2Score: "r2",
  rootMeanSquaredError: "rmse",
} as const satisfies Readonly<Record<string, keyof typeof metrics>>;
