import { OptionError, ShapeError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { shown } from "../core/words.ts";
import { type LossChoice, takesLabels } from "./losses/choice.ts";

/**
 * Weight of each class by its number, or "balanced" so that each class counts equally. Balanced weights are n / (classes ·
 * examples of the class), as in scikit-learn.
 */
export type ClassWeights = "balanced" | Readonly<Record<number, number>>;

/**
 * Computes the weight of each example from its class. A class without a weight has weight 1, as in Keras.
 * @param targets class numbers [n] or [n, 1] (including 0 and 1 in one column), or one-hot rows [n, classes].
 * @param weights weights of the examples [n], which are multiplied by the weights of their classes.
 * @throws OptionError if a class isn't a whole number from 0, or its weight isn't a finite number of at least 0.
 * @throws ShapeError if an example has several classes.
 */
export function weightedByClass(
  loss: LossChoice,
  targets: NdArray,
  classWeights: ClassWeights,
  weights?: NdArray<"float32">,
): NdArray<"float32"> {
  const classes = classesOf(loss, targets);
  const byClass = classWeights === "balanced" ? balanced(classes) : given(classWeights);
  const all = Float32Array.from(classes, (label, i) => (byClass.get(label) ?? 1) * (weights ? weights.data[i]! : 1));
  return ndarray("float32", [classes.length], all);
}

function classesOf(loss: LossChoice, { shape, data }: NdArray): number[] {
  const [count = 0, width = 1, ...more] = shape;
  if (more.length > 0 || (takesLabels(loss) && width > 1))
    throw new ShapeError(
      `classWeights needs one class for each example, as [${count}], [${count}, 1] or one-hot rows, but the targets are [${shape.join(", ")}]. Use sampleWeights instead.`,
    );
  if (width === 1) return Array.from(data as ArrayLike<number | bigint>, (label) => Math.round(Number(label)));
  return Array.from({ length: count }, (_, row) => {
    let best = 0;
    for (let i = 1; i < width; i++) if (data[row * width + i]! > data[row * width + best]!) best = i;
    return best;
  });
}

function balanced(classes: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const label of classes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return new Map([...counts].map(([label, count]) => [label, classes.length / (counts.size * count)]));
}

function given(classWeights: Readonly<Record<number, number>>): ReadonlyMap<number, number> {
  if (typeof classWeights !== "object" || classWeights === null || Array.isArray(classWeights))
    throw new OptionError(
      `classWeights must be an object with the weight of each class, such as { 0: 1, 1: 5 }, or "balanced", but it is ${JSON.stringify(classWeights)}.`,
    );
  for (const [label, weight] of Object.entries(classWeights)) {
    if (!/^\d+$/.test(label))
      throw new OptionError(`classWeights has the class "${label}". Name classes by whole numbers from 0.`);
    if (typeof weight !== "number" || !(weight >= 0 && Number.isFinite(weight)))
      throw new OptionError(
        `The weight of class ${label} in classWeights must be a finite number of at least 0, but it is ${shown(weight)}.`,
      );
  }
  return new Map(Object.entries(classWeights).map(([label, weight]) => [Number(label), weight]));
}
