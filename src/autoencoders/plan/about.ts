import type { NdArray } from "../../core/ndarray.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { AutoencoderOptions } from "../options.ts";
import type { Standards } from "../standardize.ts";

/** Properties of the examples from which a family plans. */
export interface AboutExamples {
  /** [n, …]: the training examples. */
  readonly examples: NdArray;
  /** How the network scales their numbers; undefined if it doesn't scale them. */
  readonly standards?: Standards | undefined;
  /** Total number of examples, if `examples` contains only some of them. */
  readonly count?: number | undefined;
  /** Whether they are rows of a table with categories, whose features no linear projection can reconstruct. */
  readonly hasCategories?: boolean;
  /** Whether the encoder has additional inputs that mark missing values. */
  readonly tellsMissing?: boolean;
  /** Whether training starts from principal directions. */
  readonly startsAtPca?: boolean;
  /** The sizes that were given as options. */
  readonly asked: Pick<AutoencoderOptions, "codings" | "hidden">;
  readonly runtime?: Runtime | undefined;
}

/** Sizes of a network and of its training. */
export interface Sizes {
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly components?: number;
  /** Learning rate of the optimizer that is chosen for the kind of values. */
  readonly learningRate?: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** The reasons for the chosen sizes, by the name of the option. */
export type Reasons = Readonly<Partial<Record<keyof Sizes, string>>>;
