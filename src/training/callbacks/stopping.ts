import type { Callback } from "./callback.ts";
import { earlyStopping } from "./early-stopping.ts";
import { reduceLearningRateOnPlateau } from "./reduce-learning-rate-on-plateau.ts";

/** Factor that multiplies the learning rate on a plateau. */
const FACTOR = 0.3;

/**
 * Returns the callbacks that watch the validation loss.
 * @param patience epochs without a better loss after which the training stops and restores the best weights; never by default.
 * @param plateau epochs without a better loss after which the learning rate is lowered; never by default.
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
