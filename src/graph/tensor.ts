import { ShapeError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, TYPED_ARRAYS } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";

/** A size that is known only when the graph runs: the length of one axis of one of its inputs (the batch, the number of steps), times a number. */
export interface SymbolicDim {
  readonly name: string;
  readonly of: Tensor;
  readonly axis: number;
  readonly times: number;
}
/** What a tensor in a graph holds: numbers, or text. */
export type ElementType = Dtype | "string";
export type Dim = number | SymbolicDim;
export type Shape = readonly Dim[];

/** An ONNX attribute: an integer, a float, a string, or a list of integers or strings. Integers are written as `int(3)`, floats as `float(0.5)`. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly string: string }
  | { readonly strings: readonly string[] };

/** The gradients of an operator's inputs from its output's; undefined for an input that has none (indices, shapes). */
export type Gradient = (dy: Tensor) => readonly (Tensor | undefined)[];

/** The body of an ONNX `Loop` or `Scan`: what it is given at each step, and what it gives back. */
export interface Body {
  readonly parameters: readonly Tensor[];
  readonly results: readonly Tensor[];
}

/** Sets of operators besides ONNX's own: that of classical machine learning. */
export type Domain = "ai.onnx.ml";

/** One use of an ONNX operator. */
export interface Node {
  readonly op: string;
  /** The set that the operator is of, where it isn't one of ONNX's own. */
  readonly domain?: Domain;
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly body?: Body;
  readonly outputs: Tensor[];
  readonly gradient?: Gradient;
  /** What the gradient is of, where the operator reads past what it was given (a reshape of a reshape): the inputs if left out. */
  readonly from?: readonly (Tensor | undefined)[];
}

/** What is known of how a tensor's numbers were made, for those who can make what they want of them another way. */
interface Making {
  /** What a function that never falls was applied to. */
  readonly rising?: { readonly f: (x: Tensor) => Tensor; readonly x: Tensor };
  /** Makes some pixels of images, counted row by row, in the order asked for and without the rest: [n, pixels, c]. */
  readonly pixels?: (places: readonly number[]) => Tensor;
}

/** Where a tensor's numbers come from. An alias is another tensor under a gradient of its own. */
export type Source =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "parameter"; readonly loop: number }
  | { readonly kind: "constant"; readonly value: NdArray; readonly name?: string }
  /** A layer's weight, whose numbers a program puts in its place while the layer is called. */
  | { readonly kind: "weight"; readonly name: string }
  | { readonly kind: "node"; readonly node: Node }
  | ({
      readonly kind: "alias";
      readonly value: Tensor;
      readonly inputs: readonly Tensor[];
      readonly gradient: Gradient;
    } & Making);

/** A value in a graph that has not run yet: its element type, its shape, and where it comes from. */
export interface Tensor {
  readonly dtype: ElementType;
  readonly shape: Shape;
  readonly source: Source;
  /** The deepest loop that it changes in: 0 outside of any. What doesn't change inside a loop is computed once, before it. */
  readonly depth: number;
}

/** A tensor whose numbers are fed when the graph runs. An axis given as a string has a size that is only known then; one given as another input's size is equal to it. */
export function input(name: string, dtype: ElementType, shape: readonly (Dim | string)[]): Tensor {
  const tensor: { -readonly [K in keyof Tensor]: Tensor[K] } = { dtype, shape: [], source: { kind: "input", name }, depth: 0 };
  tensor.shape = shape.map((dim, axis) => (typeof dim === "string" ? { name: dim, of: tensor, axis, times: 1 } : dim));
  return tensor;
}

/** Inputs of as many rows each, [batch, …]. @param kinds of each its name, its element type and the shape of one example. */
export function inputsOfRows(
  kinds: readonly { readonly name: string; readonly dtype: ElementType; readonly shape: readonly number[] }[],
): Tensor[] {
  const inputs: Tensor[] = [];
  for (const { name, dtype, shape } of kinds) inputs.push(input(name, dtype, [inputs[0]?.shape[0] ?? "batch", ...shape]));
  return inputs;
}

/** A tensor whose numbers are part of the graph; `name` shows in Netron. */
export function constant(value: NdArray | number, name?: string): Tensor {
  const array = typeof value === "number" ? ndarray("float32", [], Float32Array.of(value)) : value;
  return { dtype: array.dtype, shape: array.shape, source: { kind: "constant", value: array, ...(name && { name }) }, depth: 0 };
}

/** A constant of a given element type from plain numbers. */
export function constantOf(dtype: Dtype, shape: readonly number[], numbers: readonly number[]): Tensor {
  if (dtype === "int64") return constant(ndarray(dtype, shape, BigInt64Array.from(numbers, BigInt)));
  const data = new TYPED_ARRAYS[dtype](numbers.length);
  data.set(numbers);
  return constant(ndarray(dtype, shape, data));
}

export const int64s = (...numbers: readonly number[]): Tensor => constantOf("int64", [numbers.length], numbers);
/** A number of the element type that x has. @throws ShapeError where x is text. */
export const scalarLike = (x: Tensor, value: number): Tensor => constantOf(numeric("A number beside a tensor", x), [], [value]);

/** The number in a scalar constant, else undefined. */
export function constantScalar(x: Tensor): number | undefined {
  return x.source.kind === "constant" && x.source.value.data.length === 1 ? Number(x.source.value.data[0]) : undefined;
}

export interface NodeOptions extends Pick<Node, "inputs" | "gradient" | "from" | "domain">, Partial<Pick<Node, "attributes">> {
  readonly shape: Shape;
  /** Defaults to the first input's. */
  readonly dtype?: ElementType;
}

/** Adds an operator with one output to the graph. */
export function node(op: string, options: NodeOptions): Tensor {
  const { shape, dtype = options.inputs[0]!.dtype, ...others } = options;
  return nodeWithOutputs(op, { ...others, outputs: [{ shape, dtype }] })[0]!;
}

/** Adds an operator with several outputs, of which the first has a gradient. */
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

/** Whether an operator gives its first input as it is: a reshape to the shape that there is already. Such a one isn't written. */
export const changesNothing = ({ op, inputs, outputs }: Node): boolean =>
  (op === "Reshape" || op === "Expand") && sameShape(inputs[0]!.shape, outputs[0]!.shape);

/** The operator that made a tensor, past those that change nothing. */
export function maker({ source }: Tensor): Node | undefined {
  if (source.kind !== "node") return undefined;
  return changesNothing(source.node) ? maker(source.node.inputs[0]!) : source.node;
}

export const deepest = (tensors: readonly (Tensor | undefined)[]): number => Math.max(0, ...tensors.map((t) => t?.depth ?? 0));

/** The same values under another gradient: for compositions whose own derivative is measured to be faster, or to stop one. */
export function withGradient(value: Tensor, inputs: readonly Tensor[], gradient: Gradient): Tensor {
  return { dtype: value.dtype, shape: value.shape, depth: value.depth, source: { kind: "alias", value, inputs, gradient } };
}

/** The same values and gradient, with what is known of how they were made. */
const madeBy = (value: Tensor, making: Making): Tensor => ({
  ...value,
  source: { kind: "alias", value, inputs: [value], gradient: (dy) => [dy], ...making },
});

/** f(x), of which it is known that f works on each element and never falls, so that the largest of some may be taken before it. */
export const monotone = (x: Tensor, f: (x: Tensor) => Tensor): Tensor => madeBy(f(x), { rising: { f, x } });

/** Images [n, h, w, c], of which it is known how to make some pixels, counted row by row, in any order and without the rest: [n, pixels, c]. */
export const madeByPixels = (x: Tensor, pixels: (places: readonly number[]) => Tensor): Tensor => madeBy(x, { pixels });

/** The same values, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => withGradient(x, [], () => []);

const showDim = (d: Dim): string => (typeof d === "number" ? `${d}` : d.times === 1 ? d.name : `${d.name}·${d.times}`);
export const showShape = (shape: Shape): string => `[${shape.map(showDim).join(", ")}]`;

export function sameDim(a: Dim | undefined, b: Dim | undefined): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  return a.of === b.of && a.axis === b.axis && a.times === b.times;
}
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => sameDim(dim, b[i]));

/** All sizes multiplied, as one size. @throws ShapeError where more than one isn't known beforehand. */
export function productOf(shape: Shape): Dim {
  const known = shape.reduce<number>((product, dim) => (typeof dim === "number" ? product * dim : product), 1);
  const [unknown, ...more] = shape.filter((dim) => typeof dim !== "number");
  if (more.length > 0) throw new ShapeError(`${showShape(shape)} has more than one size that isn't known beforehand.`);
  return unknown ? { ...unknown, times: unknown.times * known } : known;
}

/** The shape of a tensor all of whose sizes are known. @throws ShapeError where one isn't. */
export function staticShape(shape: Shape, what: string): readonly number[] {
  if (shape.every((d) => typeof d === "number")) return shape as readonly number[];
  throw new ShapeError(`${what} needs a shape known beforehand, but gets ${showShape(shape)}.`);
}

/** Numbers with fractions: what most functions of one number are defined on. */
export const FLOATS = ["float32", "float64"] as const;

/** The element type of numbers. @throws ShapeError where they are text. */
export function numeric(op: string, { dtype, shape }: Tensor): Dtype {
  if (dtype === "string") throw new ShapeError(`${op} works on numbers, but gets text ${showShape(shape)}.`);
  return dtype;
}

/** @throws ShapeError where an operator gets another element type than it works on. */
export function expectDtype(op: string, x: Tensor, ...allowed: readonly ElementType[]): void {
  if (!allowed.includes(x.dtype))
    throw new ShapeError(`${op} works on ${allowed.join(" or ")}, but gets ${x.dtype} ${showShape(x.shape)}.`);
}

/** @throws ShapeError where an operator gets a tensor with another number of axes. */
export function expectRank(op: string, x: Tensor, rank: number): void {
  if (x.shape.length !== rank) throw new ShapeError(`${op} expects ${rank} axes, but gets ${showShape(x.shape)}.`);
}

/** Axes of a tensor counted from 0; a negative one counts from the end, -1 being the last. @throws ShapeError where the tensor doesn't have an axis. */
export function axesOf(op: string, { shape }: Tensor, axes: readonly number[]): number[] {
  const wrong = axes.find((axis) => !Number.isInteger(axis) || axis < -shape.length || axis >= shape.length);
  if (wrong !== undefined) throw new ShapeError(`${op}: ${showShape(shape)} has no axis ${wrong}.`);
  return axes.map((axis) => axis + (axis < 0 ? shape.length : 0));
}

/** One axis of a tensor, as `axesOf`. */
export const axisOf = (op: string, x: Tensor, axis: number): number => axesOf(op, x, [axis])[0]!;

export interface KeepDims {
  /** Whether the axes stay, with size 1; false by default. */
  readonly keepDims?: boolean;
}

/** @throws OptionError where the options of a reduction aren't an object with `keepDims`. */
export const keepsDims = (where: string, options: KeepDims): boolean =>
  knownOptions(where, options, { keepDims: true }).keepDims ?? false;

/** One axis, or several. */
export type Axes = number | readonly number[];

/** All axes of a tensor, or those that are given as one number or a list. @throws as `axesOf`. */
export const reducedAxes = (op: string, x: Tensor, axes: Axes | undefined): number[] =>
  axes === undefined ? x.shape.map((_, i) => i) : axesOf(op, x, typeof axes === "number" ? [axes] : axes);
