export { csvLog } from "./csv-log.ts";
export { earlyStopping } from "./early-stopping.ts";
export { learningRateScheduler } from "./learning-rate-scheduler.ts";
export { modelCheckpoint } from "./model-checkpoint.ts";
export { reduceLearningRateOnPlateau } from "./reduce-learning-rate-on-plateau.ts";
