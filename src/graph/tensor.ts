import { ShapeError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, TYPED_ARRAYS } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";

/** A size that is only known when the graph runs: the length of an axis of an input, such as the batch, times a number. */
export interface SymbolicDim {
  readonly name: string;
  readonly of: Tensor;
  readonly axis: number;
  readonly times: number;
}
/** The element type of a tensor: a type of numbers, or text. */
export type ElementType = Dtype | "string";
/** The size of an axis: a number, or a size that is only known when the graph runs. */
export type Dim = number | SymbolicDim;
/** The sizes of all axes of a tensor. */
export type Shape = readonly Dim[];

/** An attribute of an ONNX operator. The name of the field says how ONNX stores it: `{ int: 3 }`, `{ float: 0.5 }`. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] };

/**
 * Computes the gradients of an operator's inputs from the gradient of its output; undefined for an input without a gradient,
 * such as indices and shapes.
 */
export type Gradient = (dy: Tensor) => readonly (Tensor | undefined)[];

/** The body of an ONNX `Loop` or `Scan`: its inputs in each step, and its results. */
export interface Body {
  readonly parameters: readonly Tensor[];
  readonly results: readonly Tensor[];
}

/** Operator sets in addition to ONNX's standard one: the operators of classical machine learning. */
export type Domain = "ai.onnx.ml";

/** One use of an ONNX operator in a graph. */
export interface Node {
  readonly op: string;
  /** Operator set, if it isn't ONNX's standard one. */
  readonly domain?: Domain;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly body?: Body;
  readonly outputs: Tensor[];
  readonly gradient?: Gradient;
  /**
   * Tensors that the gradients belong to, if they differ from `inputs`, for example in a reshape that is fused with another.
   */
  readonly from?: readonly (Tensor | undefined)[];
}

/** Facts about how a tensor was computed, for code that can compute what it needs in a faster way. */
interface Making {
  /** Input of a monotone function, and the function. */
  readonly rising?: { readonly f: (x: Tensor) => Tensor; readonly x: Tensor };
  /** Computes only the given pixels of images, counted row by row, in the given order: [n, pixels, c]. */
  readonly pixels?: (places: readonly number[]) => Tensor;
  /** The same images with channels first, [n, c, h, w]. */
  readonly first?: Tensor;
  /** Computes images in blocks of pixels side by side, with the pixels of a block as channels: [n, block · c, down, across]. */
  readonly inBlocks?: (block: readonly [number, number]) => Tensor;
}

/** The origin of a tensor's numbers. An alias is another tensor with its own gradient. */
export type Source =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "parameter"; readonly loop: number }
  | { readonly kind: "constant"; readonly value: NdArray; readonly name?: string }
  /** A weight of a layer. A program replaces it with the numbers while the layer is called. */
  | { readonly kind: "weight"; readonly name: string }
  | { readonly kind: "node"; readonly node: Node }
  | ({
      readonly kind: "alias";
      readonly value: Tensor;
      readonly inputs: readonly Tensor[];
      readonly gradient: Gradient;
    } & Making);

/** A value in a graph that hasn't run yet: its element type, its shape and its origin. */
export interface Tensor {
  readonly dtype: ElementType;
  readonly shape: Shape;
  readonly source: Source;
  /**
   * Depth of the innermost loop in which the value changes; 0 outside of loops. A value that doesn't change in a loop is
   * computed once, before it.
   */
  readonly depth: number;
}

/**
 * Creates an input of a graph. Its numbers are passed when the graph runs.
 * @param name - name of the input.
 * @param dtype - element type, such as "float32".
 * @param shape - sizes. A text names a size that is only known when the graph runs; the size of another input is equal to
 * that size.
 * @example
 * const x = input("x", "float32", ["batch", 784]);
 */
export function input(name: string, dtype: ElementType, shape: readonly (Dim | string)[]): Tensor {
  const tensor: { -readonly [K in keyof Tensor]: Tensor[K] } = { dtype, shape: [], source: { kind: "input", name }, depth: 0 };
  tensor.shape = shape.map((dim, axis) => (typeof dim === "string" ? { name: dim, of: tensor, axis, times: 1 } : dim));
  return tensor;
}

/**
 * Creates inputs that all have the same number of rows, [batch, …].
 * @param kinds - name, element type and shape of one example of each input.
 * @example
 * const [x, target] = inputsOfRows([{ name: "x", dtype: "float32", shape: [784] }, { name: "target", dtype: "float32", shape: [10] }]);
 */
export function inputsOfRows(
  kinds: readonly { readonly name: string; readonly dtype: ElementType; readonly shape: readonly number[] }[],
): Tensor[] {
  const inputs: Tensor[] = [];
  for (const { name, dtype, shape } of kinds) inputs.push(input(name, dtype, [inputs[0]?.shape[0] ?? "batch", ...shape]));
  return inputs;
}

/**
 * Creates a tensor whose numbers are part of the graph.
 * @param value - array or a single number (float32).
 * @param name - name in the ONNX file, for viewers such as Netron; default: a generated name.
 * @example
 * const kernel = constant(ndarray("float32", [2, 1], Float32Array.of(1, 2)), "kernel");
 */
export function constant(value: NdArray | number, name?: string): Tensor {
  const array = typeof value === "number" ? ndarray("float32", [], Float32Array.of(value)) : value;
  return { dtype: array.dtype, shape: array.shape, source: { kind: "constant", value: array, ...(name && { name }) }, depth: 0 };
}

/**
 * Creates a constant of any element type from plain numbers.
 * @example
 * const indices = constantOf("int64", [3], [0, 2, 1]);
 */
export function constantOf(dtype: Dtype, shape: readonly number[], numbers: readonly number[]): Tensor {
  if (dtype === "int64") return constant(ndarray(dtype, shape, BigInt64Array.from(numbers, BigInt)));
  const data = new TYPED_ARRAYS[dtype](numbers.length);
  data.set(numbers);
  return constant(ndarray(dtype, shape, data));
}

/** Creates an int64 vector. */
export const int64s = (...numbers: readonly number[]): Tensor => constantOf("int64", [numbers.length], numbers);
/**
 * Creates a scalar of the same element type as x.
 * @throws ShapeError if x is text.
 */
export const scalarLike = (x: Tensor, value: number): Tensor => constantOf(numeric("A number next to a tensor", x), [], [value]);

/** Returns the number in a scalar constant; undefined for other tensors. */
export function constantScalar(x: Tensor): number | undefined {
  return x.source.kind === "constant" && x.source.value.data.length === 1 ? Number(x.source.value.data[0]) : undefined;
}

/** The options of `node`. */
export interface NodeOptions extends Pick<Node, "inputs" | "gradient" | "from" | "domain">, Partial<Pick<Node, "attributes">> {
  readonly shape: Shape;
  /** Element type of the output; default: the type of the first input. */
  readonly dtype?: ElementType;
}

/** Adds an operator with one output to the graph. */
export function node(op: string, options: NodeOptions): Tensor {
  const { shape, dtype = options.inputs[0]!.dtype, ...others } = options;
  return nodeWithOutputs(op, { ...others, outputs: [{ shape, dtype }] })[0]!;
}

/** Adds an operator with several outputs to the graph. Only the first output has a gradient. */
export function nodeWithOutputs(
  op: string,
  options: Omit<NodeOptions, "shape" | "dtype"> & { readonly outputs: readonly Pick<Tensor, "shape" | "dtype">[] },
): Tensor[] {
  const outputs: Tensor[] = [];
  const source = { kind: "node", node: { attributes: {}, ...options, op, outputs } } as const;
  const depth = deepest(options.inputs);
  outputs.push(...options.outputs.map((output) => ({ ...output, source, depth })));
  return outputs;
}

/** Returns whether an operator is a reshape to the shape that its input already has. Such an operator isn't written. */
export const changesNothing = ({ op, inputs, outputs }: Node): boolean =>
  (op === "Reshape" || op === "Expand") && sameShape(inputs[0]!.shape, outputs[0]!.shape);

/** Returns the operator that computes a tensor. It looks through operators that change nothing. */
export function maker({ source }: Tensor): Node | undefined {
  if (source.kind !== "node") return undefined;
  return changesNothing(source.node) ? maker(source.node.inputs[0]!) : source.node;
}

/** Returns the depth of the innermost loop that one of the tensors changes in. */
export const deepest = (tensors: readonly (Tensor | undefined)[]): number => Math.max(0, ...tensors.map((t) => t?.depth ?? 0));

/**
 * Returns the same values with another gradient, to use a faster derivative than that of the composition, or to stop a
 * gradient.
 * @param value - tensor.
 * @param inputs - tensors that the gradients belong to.
 * @param gradient - computes the gradients of the inputs from the gradient of the value.
 * @example
 * const clipped = withGradient(clip(x, 0, 1), [x], (dy) => [dy]); // passes the gradient through
 */
export function withGradient(value: Tensor, inputs: readonly Tensor[], gradient: Gradient): Tensor {
  return { dtype: value.dtype, shape: value.shape, depth: value.depth, source: { kind: "alias", value, inputs, gradient } };
}

/** Returns the same values and gradient, with facts about how the values were computed. */
const madeBy = (value: Tensor, making: Making): Tensor => {
  const first = value.source.kind === "alias" ? value.source.first : undefined;
  return {
    ...value,
    source: { kind: "alias", value, inputs: [value], gradient: (dy) => [dy], ...(first && { first }), ...making },
  };
};

/**
 * Applies a function and marks it as monotone: it works on each element and never decreases. A maximum may then be taken
 * before the function.
 * @param value - f(x), if it was computed in another way.
 * @example
 * const y = monotone(x, relu);
 */
export const monotone = (x: Tensor, f: (x: Tensor) => Tensor, value: Tensor = f(x)): Tensor =>
  madeBy(value, { rising: { f, x } });

/**
 * Adds to images [n, h, w, c] a way to compute only some pixels.
 * @param pixels - computes the given pixels, counted row by row, in the given order: [n, pixels, c].
 * @example
 * const images = madeByPixels(x, (places) => pick(rows, places));
 */
export const madeByPixels = (x: Tensor, pixels: (places: readonly number[]) => Tensor): Tensor => madeBy(x, { pixels });

/**
 * Adds to images [n, h, w, c] the same images with channels first, [n, c, h, w].
 * @example
 * const images = alsoFirst(transpose(first, [0, 2, 3, 1]), first);
 */
export const alsoFirst = (x: Tensor, first: Tensor): Tensor => madeBy(x, { first });

/**
 * Adds to images [n, h, w, c] a way to compute them in blocks of [height, width] pixels side by side.
 * @param inBlocks - returns [n, pixels of a block · c, blocks down, blocks across].
 */
export const madeInBlocks = (x: Tensor, inBlocks: (block: readonly [number, number]) => Tensor): Tensor =>
  madeBy(x, { inBlocks });

/**
 * Returns the same values, through which no gradient flows.
 * @example
 * const target = stopGradient(codings);
 */
export const stopGradient = (x: Tensor): Tensor => withGradient(x, [], () => []);

const showDim = (d: Dim): string => (typeof d === "number" ? `${d}` : d.times === 1 ? d.name : `${d.name}·${d.times}`);
/**
 * Writes a shape for messages: "[batch, 28, 28]".
 * @example
 * showShape(x.shape); // "[batch, 784]"
 */
export const showShape = (shape: Shape): string => `[${shape.map(showDim).join(", ")}]`;

/**
 * Returns whether two sizes are equal. Sizes that are only known when the graph runs are equal if they belong to the same
 * axis.
 */
export function sameDim(a: Dim | undefined, b: Dim | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.of === b.of && a.axis === b.axis && a.times === b.times;
}
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => sameDim(dim, b[i]));

/**
 * Returns the product of all sizes, as one size.
 * @throws ShapeError if more than one size isn't known.
 */
export function productOf(shape: Shape): Dim {
  const known = shape.reduce<number>((product, dim) => (typeof dim === "number" ? product * dim : product), 1);
  const [unknown, ...more] = shape.filter((dim) => typeof dim !== "number");
  if (more.length > 0)
    throw new ShapeError(`${showShape(shape)} has more than one size that isn't known. Give fixed sizes for the others.`);
  return unknown ? { ...unknown, times: unknown.times * known } : known;
}

/**
 * Returns a shape as numbers.
 * @throws ShapeError if a size isn't known.
 */
export function staticShape(shape: Shape, what: string): readonly number[] {
  if (shape.every((d) => typeof d === "number")) return shape as readonly number[];
  throw new ShapeError(`${what} needs known sizes, but gets ${showShape(shape)}. Give the input fixed sizes.`);
}

/** The floating-point types, which most functions of one number accept. */
export const FLOATS = ["float32", "float64"] as const;

/**
 * Returns the element type of numbers.
 * @throws ShapeError if the tensor is text.
 */
export function numeric(op: string, { dtype, shape }: Tensor): Dtype {
  if (dtype === "string") throw new ShapeError(`${op} works on numbers, but gets text ${showShape(shape)}.`);
  return dtype;
}

/** @throws ShapeError if a tensor has an element type that the operator doesn't accept. */
export function expectDtype(op: string, x: Tensor, ...allowed: readonly ElementType[]): void {
  if (!allowed.includes(x.dtype))
    throw new ShapeError(`${op} works on ${allowed.join(" or ")}, but gets ${x.dtype} ${showShape(x.shape)}.`);
}

/** @throws ShapeError if a tensor has another number of axes than the operator expects. */
export function expectRank(op: string, x: Tensor, rank: number): void {
  if (x.shape.length !== rank) throw new ShapeError(`${op} expects ${rank} axes, but gets ${showShape(x.shape)}.`);
}

/**
 * Converts axes to numbers from 0 on. A negative axis counts from the end; -1 is the last.
 * @throws ShapeError if the tensor doesn't have an axis.
 */
export function axesOf(op: string, { shape }: Tensor, axes: readonly number[]): number[] {
  const wrong = axes.find((axis) => !Number.isInteger(axis) || axis < -shape.length || axis >= shape.length);
  if (wrong !== undefined)
    throw new ShapeError(
      `${op}: ${showShape(shape)} has no axis ${wrong}. Choose an axis from ${-shape.length} to ${shape.length - 1}.`,
    );
  return axes.map((axis) => axis + (axis < 0 ? shape.length : 0));
}

/**
 * Converts one axis to a number from 0 on.
 * @throws ShapeError if the tensor doesn't have the axis.
 */
export const axisOf = (op: string, x: Tensor, axis: number): number => axesOf(op, x, [axis])[0]!;

/** The options of reductions. */
export interface KeepDims {
  /** Whether the reduced axes stay, with size 1; default false. */
  readonly keepDims?: boolean;
}

/**
 * Returns the value of `keepDims`.
 * @throws OptionError if the options aren't an object with only `keepDims`.
 */
export const keepsDims = (where: string, options: KeepDims): boolean =>
  knownOptions(where, options, { keepDims: true }).keepDims ?? false;

/** One axis or several. */
export type Axes = number | readonly number[];

/**
 * Returns the axes to reduce, as numbers from 0 on: all axes by default.
 * @throws ShapeError if the tensor doesn't have an axis.
 */
export const reducedAxes = (op: string, x: Tensor, axes: Axes | undefined): number[] =>
  axes === undefined ? x.shape.map((_, i) => i) : axesOf(op, x, typeof axes === "number" ? [axes] : axes);
