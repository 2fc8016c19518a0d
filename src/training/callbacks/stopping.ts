import type { Callback } from "./callback.ts";
import { earlyStopping } from "./early-stopping.ts";
import { reduceLearningRateOnPlateau } from "./reduce-learning-rate-on-plateau.ts";

/** What the learning rate is multiplied by on a plateau. */
const FACTOR = 0.3;

/**
 * The callbacks that end a training by its validation loss: `patience` epochs without a better one stop it and keep the best weights, `plateau` epochs lower the
 * learning rate. Either may be left out.
 */
export const stopping = ({
  patience,
  plateau,
}: {
  readonly patience?: number | undefined;
  readonly plateau?: number | undefined;
}): Callback[] => [
  ...(patience === undefined ? [] : [earlyStopping({ patience })]),
  ...(plateau === undefined ? [] : [reduceLearningRateOnPlateau({ patience: plateau, factor: FACTOR, minDelta: 0 })]),
];
