import type * as losses from "./index.ts";

/** Keras's full names of losses that have short names here. */
export const lossAliases = {
  meanSquaredError: "mse",
  meanAbsoluteError: "mae",
  meanAbsolutePercentageError: "mape",
  meanSquaredLogarithmicError: "msle",
  logCosh: "logcosh",
  klDivergence: "kld",
} as const satisfies Readonly<Record<string, keyof typeof losses>>;
