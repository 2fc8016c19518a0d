import type * as metrics from "./index.ts";

/** Keras's full names of metrics that have short names here. The history uses the name that was given. */
export const metricAliases = {
  f1Score: "f1",
  meanAbsoluteError: "mae",
  meanSquaredError: "mse",
  r2Score: "r2",
  rootMeanSquaredError: "rmse",
} as const satisfies Readonly<Record<string, keyof typeof metrics>>;
