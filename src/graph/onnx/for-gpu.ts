import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema, type NodeProto, NodeProtoSchema, type TypeProto_Tensor } from "onnx-buf";
import { type Dtype, ndarray } from "../../core/ndarray.ts";
import type { Attribute } from "../tensor.ts";
import { attributeProto, tensorProto } from "./protos.ts";

/**
 * The operators for which ONNX Runtime has WebGPU kernels, of those that this library writes. Operators on shapes, which it computes
 * on the processor in any case, count as well. A test compares the list with what ONNX Runtime does.
 */
const WITH_KERNEL = new Set(
  [
    "Abs Acos Acosh Add ArgMax ArgMin Asin Asinh Atan Atanh AveragePool Cast",
    "Ceil Clip Concat ConstantOfShape Conv ConvTranspose Cos Cosh CumSum Div Elu Equal",
    "Erf Exp Expand Flatten Floor Gather Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual HardSigmoid",
    "Identity LayerNormalization LeakyRelu Less LessOrEqual Log MatMul Max MaxPool Min Mul Neg",
    "Not Pad Pow Range Reciprocal ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum Relu Reshape",
    "ScatterElements Shape Sigmoid Sin Sinh Slice Softmax Split Sqrt Squeeze Sub Tan",
    "Tanh ThresholdedRelu Tile Transpose Unsqueeze Where",
  ].flatMap((names) => names.split(" ")),
);

/** Number of outputs that a kernel can have. WebGPU guarantees 8 buffers, and one is the input. */
const MOST_OUTPUTS = 7;

/** A graph for a GPU. */
export interface GpuGraph {
  readonly onnx: Uint8Array;
  /** Operators that run on the processor, because they have no WebGPU kernel. Their inputs and outputs are copied. */
  readonly withoutKernel: readonly string[];
}

/**
 * Replaces operators that have no WebGPU kernel by others that have one, and lists those for which there are none.
 * @param sizes - sizes of axes that aren't known in the graph but never change, by name. Values that depend on them and on
 * constants alone are then computed when the graph is compiled.
 */
export function forGpu(onnx: Uint8Array, sizes: Readonly<Record<string, number>> = {}): GpuGraph {
  const model = fromBinary(ModelProtoSchema, onnx);
  const graph = model.graph!;
  const nodes = graph.node.flatMap((node) => REPLACED[node.opType]?.(node, graph) ?? [node]);
  const sized = Object.keys(sizes).length > 0;
  for (const { type } of graph.input)
    for (const { value } of (type!.value.value as TypeProto_Tensor).shape!.dim)
      if (value.case === "dimParam" && Object.hasOwn(sizes, value.value))
        Object.assign(value, { case: "dimValue", value: BigInt(sizes[value.value]!) });
  const known = new Set(["", ...graph.initializer.map(({ name }) => name)]);
  const running = nodes.filter(({ opType, input, output }) => {
    if (!(sized && opType === "Shape") && !input.every((name) => known.has(name))) return true;
    for (const name of output) known.add(name);
    return false;
  });
  const withoutKernel = [...new Set(running.map(({ opType }) => opType))].filter((op) => !WITH_KERNEL.has(op));
  if (nodes.length === graph.node.length && !sized) return { onnx, withoutKernel };
  graph.node = nodes;
  return { onnx: toBinary(ModelProtoSchema, model), withoutKernel };
}

/** Writes an operator with other ones, or returns undefined if it can stay. */
type Replacement = (node: NodeProto, graph: GraphProto) => NodeProto[] | undefined;

const REPLACED: Readonly<Record<string, Replacement>> = {
  Selu(node, graph) {
    const [x, y] = [node.input[0]!, node.output[0]!];
    const number = (name: string, otherwise: number) => node.attribute.find((each) => each.name === name)?.f ?? otherwise;
    const scale = constant(graph, `${y}/gamma`, "float32", [number("gamma", 1.0507009873554805)], []);
    return [
      operator("Elu", [x], `${y}/elu`, { alpha: { float: number("alpha", 1.6732632423543772) } }),
      operator("Mul", [`${y}/elu`, scale], y),
    ];
  },
  LogSoftmax(node, graph) {
    const [x, y] = [node.input[0]!, node.output[0]!];
    const axes = constant(graph, `${y}/axes`, "int64", [axisOf(node, -1)]);
    return [
      operator("ReduceMax", [x, axes], `${y}/max`),
      operator("Sub", [x, `${y}/max`], `${y}/below`),
      operator("Exp", [`${y}/below`], `${y}/exp`),
      operator("ReduceSum", [`${y}/exp`, axes], `${y}/sum`),
      operator("Log", [`${y}/sum`], `${y}/log`),
      operator("Sub", [`${y}/below`, `${y}/log`], y),
    ];
  },
  Split(node, graph) {
    const [x, sizes] = [node.input[0]!, graph.initializer.find(({ name }) => name === node.input[1])];
    if (node.output.length <= MOST_OUTPUTS || !sizes) return undefined;
    const axes = constant(graph, `${node.output[0]}/axes`, "int64", [axisOf(node, 0)]);
    let end = 0;
    const places = [...new BigInt64Array(sizes.rawData.slice().buffer)].map((size) => {
      const start = end;
      end += Number(size);
      return [start, end] as const;
    });
    return node.output.map((y, i) => {
      const [from, to] = places[i]!.map((at, side) => constant(graph, `${y}/${side}`, "int64", [at])) as [string, string];
      return operator("Slice", [x, from, to, axes], y);
    });
  },
};

const axisOf = ({ attribute }: NodeProto, otherwise: number): number =>
  Number(attribute.find(({ name }) => name === "axis")?.i ?? otherwise);

const operator = (
  opType: string,
  input: string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>> = {},
): NodeProto =>
  create(NodeProtoSchema, {
    opType,
    name: output,
    input,
    output: [output],
    attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
  });

/** Adds a constant to a graph, and returns its name. */
function constant(graph: GraphProto, name: string, dtype: Dtype, numbers: readonly number[], shape = [numbers.length]): string {
  const data = dtype === "int64" ? BigInt64Array.from(numbers, BigInt) : Float32Array.from(numbers);
  graph.initializer.push(tensorProto(name, ndarray(dtype, shape, data as Float32Array)));
  return name;
}
