import { fromBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  type FunctionProto,
  type GraphProto,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  type ValueInfoProto,
} from "onnx-buf";
import { attempt } from "../../core/attempt.ts";
import { DataError } from "../../core/errors.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { counted } from "../../core/words.ts";
import {
  type DescribedGraph,
  type DescribedModel,
  type DescribedNode,
  type DescribedValue,
  type DescribedWeight,
  FUNCTION,
} from "./described.ts";
import { half, numbersIn } from "./numbers.ts";

/** Longest text of an attribute, in characters. */
const LONGEST = 300;

/**
 * Describes an ONNX file: its operators with their attributes, the graphs inside them, its weights, and the types that it states.
 * @param bytes - contents of the file.
 * @param name - name of the file, for messages.
 * @throws DataError if the bytes aren't a complete ONNX file.
 * @example
 * const { graph } = describeOnnx(await readFile("model.onnx"), "model.onnx");
 * console.log(graph.nodes.map(({ op }) => op));
 */
export function describeOnnx(bytes: Uint8Array, name: string): DescribedModel {
  const model = attempt(() => fromBinary(ModelProtoSchema, bytes));
  if (!model?.graph || (model.graph.node.length === 0 && model.graph.output.length === 0))
    throw new DataError(`${name} isn't an ONNX file, or it is damaged or cut short. Download or export it again.`);
  const functions = new Map(model.functions.map((proto) => [`${proto.domain}/${proto.name}`, { proto }]));
  const graph = graphOf(model.graph, functions);
  const external = tensorsIn(model.graph).filter(isExternal);
  const files = [
    ...new Set(external.map(({ externalData }) => externalData.find(({ key }) => key === "location")?.value ?? "?")),
  ];
  return {
    format: "ONNX",
    about: [
      ...textOf("written by", [model.producerName, model.producerVersion].filter(Boolean).join(" ")),
      {
        name: "operators",
        value: model.opsetImport.map(({ domain, version }) => `${domain || "ai.onnx"} ${version}`).join(", "),
      },
      { name: "format version", value: String(model.irVersion) },
      ...textOf("description", model.docString),
      ...model.metadataProps.map(({ key, value }) => ({ name: key, value: cut(value) })),
    ],
    graph,
    notes:
      external.length === 0
        ? []
        : [
            `The numbers of ${counted(external.length, "weight")} are in another file (${files.slice(0, 3).join(", ")}), which isn't read. The graph and all shapes are complete.`,
          ],
  };
}

/** The functions of a model. Each is described once, when it is first called; one that is being described is "open". */
type Functions = ReadonlyMap<string, { readonly proto: FunctionProto; graph?: DescribedGraph | "open" }>;

const textOf = (name: string, value: string) => (value === "" ? [] : [{ name, value: cut(value) }]);
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const isExternal = ({ dataLocation, externalData }: TensorProto): boolean =>
  dataLocation === TensorProto_DataLocation.EXTERNAL || externalData.length > 0;

/** Returns the weights of a graph and of the graphs inside it. */
function tensorsIn({ node, initializer }: GraphProto): readonly TensorProto[] {
  const inside = node.flatMap(({ attribute }) => attribute.flatMap(({ g, graphs }) => [...(g ? [g] : []), ...graphs]));
  return [...initializer, ...inside.flatMap(tensorsIn)];
}

function graphOf(proto: GraphProto, functions: Functions): DescribedGraph {
  const weights = [
    ...proto.initializer.map(weightOf),
    ...proto.sparseInitializer.flatMap(({ values, dims }) =>
      values ? [{ ...weightOf(values), shape: dims.map(Number), numbers: () => undefined }] : [],
    ),
  ];
  const known = new Set(weights.map(({ name }) => name));
  const inputs = proto.input.map(describedValue).filter(({ name }) => !known.has(name));
  const outputs = proto.output.map(describedValue);
  const values = new Map<string, DescribedValue>(
    [...proto.valueInfo.map(describedValue), ...inputs, ...outputs, ...weights].map((value) => [value.name, value]),
  );
  return { name: proto.name, inputs, outputs, nodes: proto.node.map((node) => nodeOf(node, functions)), weights, values };
}

function nodeOf({ opType, domain, name, input, output, attribute }: NodeProto, functions: Functions): DescribedNode {
  const graphs: Record<string, DescribedGraph> = {};
  for (const one of attribute) {
    if (one.g) graphs[one.name] = graphOf(one.g, functions);
    for (const [i, g] of one.graphs.entries()) graphs[`${one.name} ${i + 1}`] = graphOf(g, functions);
  }
  const body = functionGraph(`${domain}/${opType}`, functions);
  if (body) graphs[FUNCTION] = body;
  return {
    op: opType,
    domain: domain === "ai.onnx" ? "" : domain,
    name,
    inputs: input,
    outputs: output,
    attributes: attribute.map((one) => ({ name: one.name, text: cut(attributeText(one)) })),
    graphs,
  };
}

/** Returns the graph of a function; undefined if there is no such function, or it calls itself. */
function functionGraph(key: string, functions: Functions): DescribedGraph | undefined {
  const known = functions.get(key);
  if (!known || known.graph) return known?.graph === "open" ? undefined : known?.graph;
  const { name, input, output, node } = known.proto;
  const untyped = (name: string): DescribedValue => ({ name, dtype: "any type", shape: undefined });
  known.graph = "open";
  known.graph = {
    name,
    inputs: input.map(untyped),
    outputs: output.map(untyped),
    nodes: node.map((one) => nodeOf(one, functions)),
    weights: [],
    values: new Map(),
  };
  return known.graph;
}

const typeName = (code: number): string =>
  (TensorProto_DataType[code] ?? `type ${code}`)
    .toLowerCase()
    .replace(/^(float|double)$/, (one) => (one === "float" ? "float32" : "float64"));

function describedValue({ name, type }: ValueInfoProto): DescribedValue {
  const { case: kind, value } = type?.value ?? { case: undefined };
  if (kind === "tensorType" || kind === "sparseTensorType")
    return {
      name,
      dtype: typeName(value.elemType),
      shape: value.shape?.dim.map(({ value: dim }) => (dim.case === "dimValue" ? Number(dim.value) : dim.value || "?")),
    };
  return { name, dtype: kind ? kind.replace("Type", "") : "any type", shape: undefined };
}

function weightOf(tensor: TensorProto): DescribedWeight {
  const shape = tensor.dims.map(Number);
  const dtype = typeName(tensor.dataType);
  return { name: tensor.name, dtype, shape, numbers: () => (isExternal(tensor) ? undefined : numbersOf(tensor, dtype, shape)) };
}

/** Returns the numbers of a tensor, which are stored as bytes or as numbers of a larger type. */
function numbersOf(tensor: TensorProto, dtype: string, shape: readonly number[]): Float64Array | undefined {
  if (tensor.rawData.length > 0) return numbersIn(tensor.rawData, dtype, shape);
  const { floatData, doubleData, int32Data, int64Data, uint64Data } = tensor;
  const [found = []] = [floatData, doubleData, int32Data, int64Data, uint64Data].filter((some) => some.length > 0);
  if (found.length !== sizeOf(shape) || dtype === "bfloat16") return undefined;
  return Float64Array.from(found as readonly (number | bigint)[], (value) =>
    dtype === "float16" ? half(Number(value)) : Number(value),
  );
}

function attributeText({ type, f, i, s, t, g, tp, floats, ints, strings, tensors, graphs }: AttributeProto): string {
  const decoded = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, LONGEST));
  const short = (value: number) => String(Number(value.toPrecision(7)));
  switch (type) {
    case AttributeType.FLOAT:
      return short(f);
    case AttributeType.INT:
      return String(i);
    case AttributeType.STRING:
      return decoded(s);
    case AttributeType.FLOATS:
      return floats.slice(0, LONGEST).map(short).join(", ");
    case AttributeType.INTS:
      return ints.slice(0, LONGEST).join(", ");
    case AttributeType.STRINGS:
      return strings.slice(0, LONGEST).map(decoded).join(", ");
    case AttributeType.TENSOR:
      return t ? tensorText(t) : "";
    case AttributeType.TENSORS:
      return counted(tensors.length, "tensor");
    case AttributeType.GRAPH:
      return g ? counted(g.node.length, "operator") : "";
    case AttributeType.GRAPHS:
      return counted(graphs.length, "graph");
    default:
      return tp ? "a type" : "not shown";
  }
}

function tensorText(tensor: TensorProto): string {
  const { dtype, shape, numbers } = weightOf(tensor);
  const some = sizeOf(shape) <= 1024 ? numbers() : undefined;
  return `${dtype} [${shape.join(", ")}]${some ? `: ${Array.from(some.subarray(0, 16), (value) => Number(value.toPrecision(6))).join(", ")}${some.length > 16 ? ", …" : ""}` : ""}`;
}
