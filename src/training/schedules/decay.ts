import type { ScheduleOptions } from "./checked.ts";

/** A decay by `decayRate` over `decaySteps` steps. */
export interface Decay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  /** Whether the rate falls in steps instead of smoothly; false by default. */
  readonly staircase?: boolean;
}

/** How many times `decaySteps` a step is. */
export const elapsed = ({ decaySteps, staircase }: Decay, step: number): number =>
  staircase ? Math.floor(step / decaySteps) : step / decaySteps;

export const DECAY: ScheduleOptions<Decay> = {
  initialLearningRate: "needed",
  decaySteps: "needed",
  decayRate: "needed",
  staircase: "optional",
};
