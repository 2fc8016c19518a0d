import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";

/** The learning rate at each step (counted from 0), with what it takes to make it again. Formulas and words are Keras's. */
export interface Schedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, number | boolean | readonly number[]>>;
  at(step: number): number;
}
export type LearningRate = number | Schedule;

export const rateAt = (rate: LearningRate, step: number): number => (typeof rate === "number" ? rate : rate.at(step));

interface Decay {
  readonly initialLearningRate: number;
  readonly decaySteps: number;
  readonly decayRate: number;
  /** Whether the rate falls in steps instead of smoothly; false by default. */
  readonly staircase?: boolean;
}

const elapsed = ({ decaySteps, staircase }: Decay, step: number): number =>
  staircase ? Math.floor(step / decaySteps) : step / decaySteps;

const DECAY: OptionNames<Decay> = { initialLearningRate: true, decaySteps: true, decayRate: true, staircase: true };

/** rate · decayRate^(step / decaySteps). */
export const exponentialDecay = (config: Decay): Schedule => ({
  kind: "exponentialDecay",
  config: { ...knownOptions("exponentialDecay", config, DECAY) },
  at: (step) => config.initialLearningRate * config.decayRate ** elapsed(config, step),
});

/** rate / (1 + decayRate · step / decaySteps). */
export const inverseTimeDecay = (config: Decay): Schedule => ({
  kind: "inverseTimeDecay",
  config: { ...knownOptions("inverseTimeDecay", config, DECAY) },
  at: (step) => config.initialLearningRate / (1 + config.decayRate * elapsed(config, step)),
});

/** Half a cosine from the initial rate to alpha (0 by default) times it (Loshchilov & Hutter, 2017). */
export const cosineDecay = (config: { initialLearningRate: number; decaySteps: number; alpha?: number }): Schedule => ({
  kind: "cosineDecay",
  config: { ...knownOptions("cosineDecay", config, { initialLearningRate: true, decaySteps: true, alpha: true }) },
  at: (step) => {
    const { initialLearningRate, decaySteps, alpha = 0 } = config;
    const cosine = (1 + Math.cos((Math.PI * Math.min(step, decaySteps)) / decaySteps)) / 2;
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  },
});

/** From the initial to the end rate (.0001 by default) along a power (1 by default) of the steps left. */
export const polynomialDecay = (config: {
  initialLearningRate: number;
  decaySteps: number;
  endLearningRate?: number;
  power?: number;
}): Schedule => ({
  kind: "polynomialDecay",
  config: {
    ...knownOptions("polynomialDecay", config, {
      initialLearningRate: true,
      decaySteps: true,
      endLearningRate: true,
      power: true,
    }),
  },
  at: (step) => {
    const { initialLearningRate, decaySteps, endLearningRate = 0.0001, power = 1 } = config;
    return (initialLearningRate - endLearningRate) * (1 - Math.min(step, decaySteps) / decaySteps) ** power + endLearningRate;
  },
});

/** `values[i]` up to and including step `boundaries[i]`, the last value after. */
export const piecewiseConstantDecay = (config: { boundaries: readonly number[]; values: readonly number[] }): Schedule => ({
  kind: "piecewiseConstantDecay",
  config: { ...knownOptions("piecewiseConstantDecay", config, { boundaries: true, values: true }) },
  at: (step) => {
    const i = config.boundaries.findIndex((boundary) => step <= boundary);
    return config.values[i < 0 ? config.values.length - 1 : i]!;
  },
});

/** Schedules by the names that saved models use. */
const schedules: Readonly<Record<string, (config: never) => Schedule>> = {
  exponentialDecay,
  inverseTimeDecay,
  cosineDecay,
  polynomialDecay,
  piecewiseConstantDecay,
};

/** A learning rate as JSON keeps it: a number, or a schedule's kind and options. */
export type DescribedRate = number | Omit<Schedule, "at">;

/** @throws OptionError where a schedule isn't one of codings, and so couldn't be made again. */
export function describeRate(rate: LearningRate): DescribedRate {
  if (typeof rate === "number") return rate;
  const { kind, config, at } = rate;
  const isKnown = Object.hasOwn(schedules, kind) && String(scheduleFrom({ kind, config }).at) === String(at);
  if (isKnown) return { kind, config };
  throw new OptionError(
    `The learning rate is a schedule of your own, "${kind}", which can't be made again from a saved model. Take one of ${Object.keys(schedules).join(", ")}, or a number.`,
  );
}

/** The learning rate of a description. @throws OptionError for an unknown kind of schedule, with the nearest one. */
export const rateFrom = (described: DescribedRate): LearningRate =>
  typeof described === "number" ? described : scheduleFrom(described);

const scheduleFrom = ({ kind, config }: Omit<Schedule, "at">): Schedule => lookUp("schedule", kind, schedules)(config as never);
