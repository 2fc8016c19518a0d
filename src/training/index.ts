export {
  type Callback,
  csvLog,
  csvOf,
  earlyStopping,
  modelCheckpoint,
  type Progress,
  type Run,
  reduceLearningRateOnPlateau,
} from "./callbacks.ts";
export type { Warn } from "./doctor.ts";
export type { EpochLog } from "./history.ts";
export { type Loss, type LossChoice, type LossName, losses, type MadeLoss } from "./losses.ts";
export { type MetricName, metrics } from "./metrics.ts";
export { mixedLoss } from "./mixed-loss.ts";
export { adam, adamW, nadam, type Optimizer, optimizerNamed, optimizers, rmsprop, sgd } from "./optimizers.ts";
export {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  type LearningRate,
  piecewiseConstantDecay,
  polynomialDecay,
  type Schedule,
} from "./schedules.ts";
export type { CallbackState, TrainingState } from "./state.ts";
export type { Pace } from "./train.ts";
