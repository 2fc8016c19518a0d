import { OptionError, ShapeError } from "../core/errors.ts";
import { type Dim, sameDim, sameShape, showShape, type Tensor } from "./tensor.ts";

/** Whether a value is a tensor of a graph. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === "object" && value !== null && "source" in value && "dtype" in value && "shape" in value;

/** What is there in place of a tensor, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" ? "an object that is no tensor" : `a ${typeof value}`;
}

/**
 * Calls a function of tensors that isn't one of codings, and checks what it gives: float32, with a number for each element or example of the batch, or one
 * for the batch.
 * @param who names the function in messages: "The loss pinball".
 * @throws OptionError where it gives no tensor, ShapeError where the tensor isn't of such a shape or type, or the function throws one.
 */
export function resultOf(who: string, call: () => Tensor, batch: Dim): Tensor {
  const result = withName(who, call);
  if (!isTensor(result))
    throw new OptionError(
      `${who} gives ${kindOf(result)}. Return a tensor, made with functions of codings/graph such as mean(square(sub(yTrue, yPred)), -1).`,
    );
  if (result.dtype !== "float32")
    throw new ShapeError(`${who} gives numbers of type ${result.dtype}. Return float32: cast(x, "float32").`);
  const [first, ...others] = result.shape;
  const fits = first === undefined || (sameDim(first, batch) && others.every((size) => typeof size === "number"));
  if (fits) return result;
  const stretched = others.some((size) => sameDim(size, batch));
  throw new ShapeError(
    `${who} gives ${showShape(result.shape)}. Return a number for each element or example, [batch, …], or one for the batch, [].${stretched ? " Here targets and outputs of different shapes were stretched to each other's: reshape one of them." : ""}`,
  );
}

/** Names the function in an error about shapes inside of it. */
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
 * Calls a function of a tensor that isn't one of codings, and checks that it gives float32 of a shape.
 * @param who names the function in messages: "The activation ramp".
 * @throws OptionError where it gives no tensor, ShapeError where the tensor isn't of that shape and type, or the function throws one.
 */
export function shapedResult(who: string, call: () => Tensor, { shape }: Pick<Tensor, "shape">): Tensor {
  const result = withName(who, call);
  if (!isTensor(result))
    throw new OptionError(`${who} gives ${kindOf(result)}. Return a tensor, made with functions of codings/graph.`);
  if (result.dtype === "float32" && sameShape(result.shape, shape)) return result;
  throw new ShapeError(`${who} gives ${result.dtype} ${showShape(result.shape)}. Return float32 ${showShape(shape)}.`);
}

/** The name of the class that an object was made of; undefined for a plain object. */
export function classNameOf(value: object): string | undefined {
  const name = value.constructor?.name;
  return name === "Object" || name === "" ? undefined : name;
}
