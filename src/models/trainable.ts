import type { AnyLayer, SymbolicTensor } from "../layers/index.ts";
import type { EpochLog } from "../training/history.ts";
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
  /** What its inputs and outputs are called, in their order. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** The element type of each input's examples, set by a training. */
  inputDtypes: readonly ("uint8" | "float32")[];
  /** The figures of the epochs of the last training. */
  readonly history: readonly EpochLog[];
  /** Draws the first values of variables that have none yet. */
  initialize(): void;
}
