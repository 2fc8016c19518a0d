import { OptionError, ShapeError } from "../core/errors.ts";
import { type Dim, sameDim, sameShape, showShape, type Tensor } from "./tensor.ts";

/** Returns whether a value is a tensor of a graph. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "source" in value && "dtype" in value && "shape" in value;

/**
 * Names a user's function at the beginning of a message: "The loss pinball". A function that is written in an object has the name
 * of its property, as in { loss: () => … }, so that it is called "Your loss".
 */
export const nameOf = (kind: string, name = ""): string =>
  name === "" || name === kind ? `Your ${kind}` : `The ${kind} ${name}`;

/** Describes a value that isn't a tensor, for messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" ? "an object that isn't a tensor" : `a ${typeof value}`;
}

/**
 * Calls a user's function of tensors and checks its result: float32, with one number for each element or example of the
 * batch, or one number for the batch.
 * @param who - names the function in messages, such as "The loss pinball".
 * @throws OptionError if the function doesn't return a tensor.
 * @throws ShapeError if the tensor has another shape or type, or if the function throws one.
 */
export function resultOf(who: string, call: () => Tensor, batch: Dim): Tensor {
  const result = withName(who, call);
  if (!isTensor(result))
    throw new OptionError(
      `${who} returns ${kindOf(result)}. Return a tensor, made with functions of codings/graph such as mean(square(sub(yTrue, yPred)), -1).`,
    );
  if (result.dtype !== "float32")
    throw new ShapeError(`${who} returns numbers of type ${result.dtype}. Return float32: cast(x, "float32").`);
  const [first, ...others] = result.shape;
  const fits = first === undefined || (sameDim(first, batch) && others.every((size) => typeof size === "number"));
  if (fits) return result;
  const stretched = others.some((size) => sameDim(size, batch));
  throw new ShapeError(
    `${who} returns ${showShape(result.shape)}. Return a number for each element or example, [batch, …], or one for the batch, [].${stretched ? " Here, targets and outputs of different shapes were broadcast together. Reshape one of them." : ""}`,
  );
}

/** Calls a function, and adds its name to errors about shapes that it throws. */
export function withName<T>(who: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof ShapeError && !error.message.startsWith(who))
      throw new ShapeError(`${who}: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Calls a user's function of a tensor and checks that it returns float32 of a given shape.
 * @param who - names the function in messages, such as "The activation ramp".
 * @throws OptionError if the function doesn't return a tensor.
 * @throws ShapeError if the tensor has another shape or type, or if the function throws one.
 */
export function shapedResult(who: string, call: () => Tensor, { shape }: Pick<Tensor, "shape">): Tensor {
  const result = withName(who, call);
  if (!isTensor(result))
    throw new OptionError(`${who} returns ${kindOf(result)}. Return a tensor, made with functions of codings/graph.`);
  if (result.dtype === "float32" && sameShape(result.shape, shape)) return result;
  throw new ShapeError(`${who} returns ${result.dtype} ${showShape(result.shape)}. Return float32 ${showShape(shape)}.`);
}

/** Returns the name of an object's class; undefined for a plain object. */
export function classNameOf(value: object): string | undefined {
  const name = value.constructor?.name;
  return name === "Object" || name === "" ? undefined : name;
}
