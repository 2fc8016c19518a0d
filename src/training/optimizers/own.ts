import { OptionError, ShapeError } from "../../core/errors.ts";
import { shown } from "../../core/words.ts";
import { showShape, type Tensor } from "../../graph/index.ts";
import { classNameOf, isTensor, kindOf, withName } from "../../graph/own-function.ts";
import { sameShape } from "../../graph/tensor.ts";
import type { Optimizer, OwnOptimizer, Update } from "./optimizer.ts";

/** Default learning rate of most optimizers in Keras. */
const DEFAULT_RATE = 0.001;

/**
 * Adds the default fields to a custom optimizer, and checks what it returns whenever it is called.
 * @throws OptionError if one of its fields has a wrong value.
 */
export function completed(own: OwnOptimizer): Optimizer {
  const { kind = classNameOf(own) ?? "optimizer", learningRate = DEFAULT_RATE, config = {} } = own;
  const { slotCount = 0, gradientScale = 1, elementwise = false } = own;
  if (!Number.isInteger(slotCount) || slotCount < 0)
    throw new OptionError(
      `slotCount of the optimizer ${kind} must be a whole number of at least 0, but it is ${shown(slotCount)}.`,
    );
  if (gradientScale !== "rate" && !(Number.isFinite(gradientScale) && gradientScale > 0))
    throw new OptionError(
      `gradientScale of the optimizer ${kind} must be a number above 0, or "rate", but it is ${shown(gradientScale)}.`,
    );
  const scalars = (t: number, rate: number): readonly number[] => {
    const numbers: unknown = own.scalars ? own.scalars(t, rate) : [rate];
    if (Array.isArray(numbers) && numbers.every((x) => typeof x === "number")) return numbers;
    throw new OptionError(
      `scalars of the optimizer ${kind} doesn't return a list of numbers at step ${t}. Return one, such as [rate].`,
    );
  };
  const update: Optimizer["update"] = (weight, gradient, slots, numbers) =>
    checkedUpdate(kind, slotCount, weight, () => own.update(weight, gradient, slots, numbers));
  return { kind, learningRate, config, slotCount, gradientScale, elementwise, scalars, update };
}

/** @throws OptionError or ShapeError if an update doesn't have the variable's shape, or has another number of slots. */
function checkedUpdate(kind: string, slotCount: number, { shape }: Tensor, update: () => Update): Update {
  const made: Partial<Update> | undefined = withName(`The optimizer ${kind}`, update);
  if (!isTensor(made?.weight))
    throw new OptionError(
      `update of the optimizer ${kind} returns ${made ? `${kindOf(made.weight)} as weight` : kindOf(made)}. Return { weight, slots }.`,
    );
  const slots = made.slots ?? [];
  if (slots.length !== slotCount)
    throw new OptionError(
      `update of the optimizer ${kind} returns ${slots.length} slots, but its slotCount is ${slotCount}. Return that number of slots.`,
    );
  for (const [what, tensor] of [["a weight", made.weight], ...slots.map((slot) => ["a slot", slot] as const)] as const) {
    if (!isTensor(tensor))
      throw new OptionError(`update of the optimizer ${kind} returns ${kindOf(tensor)} as ${what}. Return tensors.`);
    if (!sameShape(tensor.shape, shape) || tensor.dtype !== "float32")
      throw new ShapeError(
        `update of the optimizer ${kind} returns ${what} of ${tensor.dtype} ${showShape(tensor.shape)} for a variable of ${showShape(shape)}. Return float32 in the variable's shape.`,
      );
  }
  return { weight: made.weight, slots };
}
