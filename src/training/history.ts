/** One epoch's figures: `loss`, each metric, `valLoss` and `val…` where there is validation data, the learning rate, seconds, examples a second. */
export interface EpochLog {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of a training in phases, counted from 1. */
  readonly phase?: number;
  readonly loss: number;
  readonly valLoss?: number;
  readonly learningRate: number;
  readonly seconds: number;
  readonly examplesPerSecond: number;
  readonly [metric: string]: number | undefined;
}

/** `accuracy` → `valAccuracy`: what a figure is called on validation data. */
export const validationName = (name: string): string => `val${name[0]!.toUpperCase()}${name.slice(1)}`;
