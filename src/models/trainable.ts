import type { Layer } from "../layers/index.ts";

/** A model that can be trained and used: a layer that knows the shapes of its examples and outputs once it is built. */
export interface Trainable extends Layer {
  readonly isBuilt: boolean;
  /** Shape of one input example. @throws ShapeError where it isn't known yet. */
  readonly inputExampleShape: readonly number[];
  /** Shape of one output example. @throws ShapeError where it isn't known yet. */
  readonly outputShape: readonly number[];
  /** Draws the first values of variables that have none yet. */
  initialize(): void;
}
