import type { AnyLayer, SymbolicTensor } from "../layers/index.ts";
import type { LayerGraph } from "./layer-graph.ts";

/** A model that can be trained and used: a layer that knows the shapes of its examples and outputs once it is built. */
export interface Trainable extends AnyLayer {
  /** How its layers are connected. @throws ShapeError where its input's shape isn't known yet. */
  readonly graph: LayerGraph;
  /** Its inputs and outputs, in their order. @throws ShapeError where their shapes aren't known yet. */
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** Shape of one example of its first input. @throws ShapeError where it isn't known yet. */
  readonly inputExampleShape: readonly number[];
  /** Shape of one example of its first output. @throws ShapeError where it isn't known yet. */
  readonly outputShape: readonly number[];
  /** Draws the first values of variables that have none yet. */
  initialize(): void;
}
