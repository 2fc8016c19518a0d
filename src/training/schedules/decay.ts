import type { ScheduleOptions } from "./checked.ts";

/** Options of a schedule that multiplies the rate by a function of `decayRate` every `decaySteps` steps. */
export interface Decay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  /** Whether the rate falls in steps instead of smoothly; false by default. */
  readonly staircase?: boolean;
}

/** Returns the number of decay periods until a step. */
export const elapsed = ({ decaySteps, staircase }: Decay, step: number): number =>
  staircase ? Math.floor(step / decaySteps) : step / decaySteps;

export const DECAY: ScheduleOptions<Decay> = {
  initialLearningRate: "needed",
  decaySteps: "needed",
  decayRate: "needed",
  staircase: "optional",
};
