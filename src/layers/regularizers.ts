import { OptionError } from "../core/errors.ts";
import { knownOptions } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import { shown } from "../core/words.ts";
import { abs, add, constantOf, div, matmul, maximum, mul, sqrt, square, sum, type Tensor } from "../graph/index.ts";
import { nameOf, shapedResult } from "../graph/own-function.ts";
import { expectRank } from "../graph/tensor.ts";

/** A penalty on a weight that is added to the loss: l1 · Σ|w| + l2 · Σw² (Keras's `L1L2`). Both factors are 0 by default. */
export interface L1L2 {
  readonly l1?: number;
  readonly l2?: number;
}

/**
 * A penalty on rows or columns of a kernel [inputs, units] that aren't orthogonal: the factor times the mean absolute cosine
 * of two of them (Keras's `OrthogonalRegularizer`).
 */
export interface Orthogonality {
  readonly kind: "orthogonal";
  /** Factor of the penalty; default 0.01. */
  readonly factor?: number;
  /** Vectors that should be orthogonal; default "rows". */
  readonly mode?: "rows" | "columns";
}

/**
 * Regularizers by name, with Keras's factor 0.01. For "l1l2", Keras's factors are 0, so the name alone would have no effect;
 * here both are 0.01.
 */
const named = { l1: { l1: 0.01 }, l2: { l2: 0.01 }, l1l2: { l1: 0.01, l2: 0.01 }, orthogonal: { kind: "orthogonal" } } as const;

/** A regularizer: its name, its options, or a function that computes a scalar from a weight. */
export type Regularizer = keyof typeof named | L1L2 | Orthogonality | ((weight: Tensor) => Tensor);

/** @throws OptionError if the value of an option isn't a regularizer, or if a factor isn't a number of at least 0. */
export function expectRegularizer(option: string, choice: Regularizer | undefined): void {
  if (choice === undefined || typeof choice === "function") return;
  if (typeof choice === "string") return void lookUp("regularizer", choice, named);
  if (typeof choice !== "object" || choice === null)
    throw new OptionError(
      `${option} must be "l1", "l2", "l1l2", "orthogonal", { l1, l2 } or a function of the weight, but it is ${shown(choice)}.`,
    );
  const isOrthogonal = "kind" in choice;
  if (isOrthogonal) {
    lookUp("regularizer", choice.kind, named);
    knownOptions(option, choice, { kind: true, factor: true, mode: true });
    lookUp("mode of a regularizer", choice.mode ?? "rows", { rows: true, columns: true });
  } else knownOptions(option, choice, { l1: true, l2: true });
  const factors: readonly unknown[] = isOrthogonal ? [choice.factor ?? 0] : [choice.l1 ?? 0, choice.l2 ?? 0];
  const wrong = factors.find((factor) => typeof factor !== "number" || !(factor >= 0 && Number.isFinite(factor)));
  if (wrong !== undefined) throw new OptionError(`The factors of ${option} must be at least 0, but one is ${wrong}.`);
}

/**
 * Computes a regularizer's penalty on a weight, a scalar; undefined if there is none.
 * @throws ShapeError if the regularizer doesn't accept weights of this shape.
 */
export function penaltyOn(weight: Tensor, choice: Regularizer): Tensor | undefined {
  if (typeof choice === "function") return shapedResult(nameOf("regularizer", choice.name), () => choice(weight), { shape: [] });
  const options = typeof choice === "string" ? named[choice] : choice;
  if ("kind" in options) return orthogonality(weight, options);
  const { l1 = 0, l2 = 0 }: L1L2 = options;
  const parts = [...(l1 > 0 ? [mul(sum(abs(weight)), l1)] : []), ...(l2 > 0 ? [mul(sum(square(weight)), l2)] : [])];
  return parts.length > 0 ? parts.reduce((total, part) => add(total, part)) : undefined;
}

function orthogonality(weight: Tensor, { factor = 0.01, mode = "rows" }: Orthogonality): Tensor {
  expectRank("The regularizer orthogonal", weight, 2);
  const ofRows = mode === "rows";
  const unit = div(weight, sqrt(maximum(sum(square(weight), ofRows ? 1 : 0, { keepDims: true }), 1e-12)));
  const cosines = matmul(unit, unit, ofRows ? { transposeB: true } : { transposeA: true });
  const count = weight.shape[ofRows ? 0 : 1] as number;
  const others = constantOf(
    "float32",
    [count, count],
    Array.from({ length: count ** 2 }, (_, i) => Number(i % (count + 1) !== 0)),
  );
  return mul(sum(abs(mul(cosines, others))), factor / (count * (count - 1)));
}
