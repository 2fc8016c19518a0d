/** The learning rate at each step (counted from 0), with what it takes to make it again. Formulas and words are Keras's. */
export interface Schedule {
  readonly kind: string;
  readonly config: Readonly<Record<string, number | boolean | readonly number[]>>;
  at(step: number): number;
}
export type LearningRate = number | Schedule;

export const rateAt = (rate: LearningRate, step: number): number => (typeof rate === "number" ? rate : rate.at(step));
