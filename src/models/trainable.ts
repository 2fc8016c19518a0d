import type { AnyLayer, SymbolicTensor } from "../layers/index.ts";
import type { EpochLog } from "../training/history.ts";
import type { LayerGraph } from "./layer-graph.ts";

/** A model that can be trained and used. It knows the shapes of its examples and outputs once it is built. */
export interface Trainable extends AnyLayer {
  /** Connections between the layers. @throws ShapeError if the shape of the input isn't known yet. */
  readonly graph: LayerGraph;
  /** Inputs and outputs, in their order. @throws ShapeError if their shapes aren't known yet. */
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** Shape of one example of the first input. @throws ShapeError if it isn't known yet. */
  readonly inputExampleShape: readonly number[];
  /** Shape of one example of the first output. @throws ShapeError if it isn't known yet. */
  readonly outputShape: readonly number[];
  /** Names of the inputs and outputs, in their order. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Element type of each input's examples, set by a training. */
  inputDtypes: readonly ("uint8" | "float32")[];
  /** Logs of the epochs of the last training. */
  readonly history: readonly EpochLog[];
  /** Draws the first values of variables that have none yet. */
  initialize(): void;
}
