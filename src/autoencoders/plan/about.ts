import type { NdArray } from "../../core/ndarray.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { AutoencoderOptions } from "../options.ts";
import type { Standards } from "../standardize.ts";

/** What a family plans by. */
export interface AboutExamples {
  /** [n, …]: those to learn from. */
  readonly examples: NdArray;
  /** How the network scales their numbers; undefined where it takes them as they are. */
  readonly standards?: Standards | undefined;
  /** How many there are in all, if those are some of them. */
  readonly count?: number | undefined;
  /** Whether they are a table's rows with categories, whose features no linear projection gives back. */
  readonly hasCategories?: boolean;
  /** Whether the encoder is told of missing values, in inputs of their own. */
  readonly tellsMissing?: boolean;
  /** Whether training starts from principal directions. */
  readonly startsAtPca?: boolean;
  /** The sizes that were asked for. */
  readonly asked: Pick<AutoencoderOptions, "codings" | "hidden">;
  readonly runtime?: Runtime | undefined;
}

/** Sizes of a network and of its training. */
export interface Sizes {
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly components?: number;
  /** Of the optimizer that the kind of values chooses. */
  readonly learningRate?: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** Why sizes were chosen, by the option's name. */
export type Reasons = Readonly<Partial<Record<keyof Sizes, string>>>;
