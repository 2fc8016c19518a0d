import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { DataError } from "../core/errors.ts";
import { type Dtype, type NdArray, ndarray, type Storage, sizeOf } from "../core/ndarray.ts";
import { dtypeCode } from "./operators/cast.ts";
import { type Attribute, changesNothing, type Domain, type ElementType, type Node, type Shape, type Tensor } from "./tensor.ts";

/** Read by every ONNX Runtime since 1.14 (2023). */
const OPSET = 18;
/** Of the other sets, what came with that one. */
const OPSETS: Readonly<Record<Domain, number>> = { "ai.onnx.ml": 3 };
const IR_VERSION = 8;

/** A graph's name, what it is fed and what it gives, by name. */
export interface GraphSpec {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Key-value pairs kept in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of an ONNX file. Equal operators on equal inputs are written once; what no output needs isn't written.
 * @throws DataError where two of its inputs and outputs have the same name, or it needs an input that isn't among them.
 */
export function toOnnx({ name, inputs, outputs, metadata = {} }: GraphSpec): Uint8Array {
  const writer = new Writer();
  for (const output of Object.keys(outputs)) writer.reserve(output);
  for (const x of inputs) {
    const wanted = x.source.kind === "input" ? x.source.name : "input";
    if (writer.declare(x, wanted) !== wanted)
      throw new DataError(`Two of the graph's inputs and outputs are called "${wanted}".`);
  }
  const results = Object.entries(outputs).map(([output, tensor]) => {
    const made = writer.write(tensor);
    writer.scopes[0]!.push(create(NodeProtoSchema, { opType: "Identity", input: [made], output: [output] }));
    return valueInfo(output, tensor);
  });
  const graph = create(GraphProtoSchema, {
    name,
    node: removeCopies(
      writer.scopes[0]!,
      new Set(Object.keys(outputs)),
      inputs.map((x) => writer.nameOf(x)),
    ),
    initializer: writer.initializers,
    input: inputs.map((x) => valueInfo(writer.nameOf(x), x)),
    output: results,
  });
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    opsetImport: [
      { domain: "", version: BigInt(OPSET) },
      ...Array.from(writer.domains, (domain) => ({ domain, version: BigInt(OPSETS[domain]) })),
    ],
    producerName: "codings",
    graph,
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Lets an operator write straight to a graph output instead of through an `Identity`, where nothing else is in the way. */
function removeCopies(nodes: NodeProto[], outputs: ReadonlySet<string>, inputs: readonly string[]): NodeProto[] {
  const renamed = new Map<string, string>();
  const made = new Set(nodes.flatMap((n) => n.output));
  for (const n of nodes) {
    const from = n.input[0]!;
    const isCopy = n.opType === "Identity" && outputs.has(n.output[0]!);
    if (isCopy && made.has(from) && !renamed.has(from) && !inputs.includes(from)) renamed.set(from, n.output[0]!);
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  const apply = (n: NodeProto): void => {
    n.input = n.input.map(rename);
    n.output = n.output.map(rename);
    for (const attribute of n.attribute) {
      attribute.g?.node.forEach(apply);
      for (const output of attribute.g?.output ?? []) output.name = rename(output.name);
    }
  };
  nodes.forEach(apply);
  return nodes.filter((n) => !(n.opType === "Identity" && n.input[0] === n.output[0]));
}

class Writer {
  /** The nodes of the graph, and of each loop body that is being written, the outermost first. */
  readonly scopes: NodeProto[][] = [[]];
  readonly initializers: TensorProto[] = [];
  /** The sets of operators that are used besides ONNX's own. */
  readonly domains = new Set<Domain>();
  private readonly names = new Map<Tensor, string>();
  private readonly written = new Map<string, readonly string[]>();
  private readonly taken = new Set<string>();
  private readonly identities = new Map<unknown, number>();

  reserve(name: string): void {
    this.taken.add(name);
  }

  nameOf(tensor: Tensor): string {
    return this.names.get(tensor)!;
  }

  declare(tensor: Tensor, wanted: string): string {
    let name = wanted;
    for (let i = 1; this.taken.has(name); i++) name = `${wanted}_${i}`;
    this.taken.add(name);
    this.names.set(tensor, name);
    return name;
  }

  write(tensor: Tensor): string {
    const known = this.names.get(tensor);
    if (known) return known;
    const { source } = tensor;
    if (source.kind === "alias") {
      const name = this.write(source.value);
      this.names.set(tensor, name);
      return name;
    }
    if (source.kind === "constant") return this.writeConstant(tensor, source.value, source.name);
    if (source.kind === "node") {
      this.writeNode(source.node, tensor.depth);
      return this.nameOf(tensor);
    }
    throw new DataError(
      `The graph uses an input ${source.kind === "input" ? `"${source.name}" ` : ""}that isn't among its inputs.`,
    );
  }

  private writeConstant(tensor: Tensor, value: NdArray, wanted?: string): string {
    const small =
      value.data.length <= 8
        ? `${value.dtype}|${value.shape}|${value.data.join()}`
        : `${value.dtype}|${value.shape}|#${this.identity(value.data)}`;
    const key = `${small}|${wanted ?? ""}`;
    const before = this.written.get(key);
    const name = before ? before[0]! : this.declare(tensor, wanted ?? `constant_${this.initializers.length}`);
    if (before) this.names.set(tensor, name);
    else {
      this.written.set(key, [name]);
      this.initializers.push(tensorProto(name, value));
    }
    return name;
  }

  private identity(thing: unknown): number {
    const id = this.identities.get(thing) ?? this.identities.size;
    this.identities.set(thing, id);
    return id;
  }

  private writeNode(made: Node, depth: number): void {
    if (changesNothing(made)) {
      this.names.set(made.outputs[0]!, this.write(made.inputs[0]!));
      return;
    }
    const input = made.inputs.map((x) => (x ? this.write(x) : ""));
    const key = made.body ? `${this.identity(made)}` : JSON.stringify([made.op, input, made.attributes, made.outputs.length]);
    const before = this.written.get(key);
    if (before) {
      for (const [i, output] of made.outputs.entries()) this.names.set(output, before[i]!);
      return;
    }
    const attribute = Object.entries(made.attributes).map(([name, value]) => attributeProto(name, value));
    if (made.body) attribute.push(this.bodyAttribute(made, depth));
    const output = made.outputs.map((tensor) => this.declare(tensor, `${made.op}_${this.taken.size}`));
    this.written.set(key, output);
    const { op: opType, domain } = made;
    if (domain) this.domains.add(domain);
    this.scopes[depth]!.push(
      create(NodeProtoSchema, { opType, name: output[0]!, input, output, attribute, ...(domain && { domain }) }),
    );
  }

  private bodyAttribute({ body }: Node, depth: number): AttributeProto {
    const { parameters, results } = body!;
    // A loop that doesn't change in the loops around it stands before them.
    const around = this.scopes.splice(depth + 1);
    for (const parameter of parameters) this.declare(parameter, `step_${this.taken.size}`);
    this.scopes[depth + 1] = [];
    const output = results.map((tensor) => {
      const made = this.write(tensor);
      // A result must be made inside the body, and once: what comes from outside or is given back twice is copied.
      const copied = this.declare({ ...tensor }, `result_${this.taken.size}`);
      this.scopes[depth + 1]!.push(create(NodeProtoSchema, { opType: "Identity", input: [made], output: [copied] }));
      return valueInfo(copied, tensor);
    });
    const input = parameters.map((parameter) => valueInfo(this.nameOf(parameter), parameter));
    const names = new Set(output.map((x) => x.name));
    const nodes = removeCopies(
      this.scopes[depth + 1]!,
      names,
      input.map((x) => x.name),
    );
    this.scopes.splice(depth + 1, 1, ...around);
    const g = create(GraphProtoSchema, { name: "body", node: nodes, input, output });
    return create(AttributeProtoSchema, { name: "body", type: AttributeType.GRAPH, g });
  }
}

function attributeProto(name: string, value: Attribute): AttributeProto {
  if ("int" in value) return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value.int) });
  if ("float" in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  if ("ints" in value) return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.ints.map(BigInt) });
  const bytes = (text: string) => new TextEncoder().encode(text);
  if ("strings" in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings: value.strings.map(bytes) });
  return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: bytes(value.string) });
}

function valueInfo(name: string, { dtype, shape }: { dtype: ElementType; shape: Shape }): ValueInfoProto {
  const dim = shape.map((d) => ({
    value:
      typeof d === "number"
        ? { case: "dimValue" as const, value: BigInt(d) }
        : { case: "dimParam" as const, value: d.times === 1 ? d.name : `${d.name}*${d.times}` },
  }));
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType: dtypeCode[dtype], shape: { dim } } } },
  });
}

const bytesOf = (data: Storage[Dtype]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);

function tensorProto(name: string, { dtype, shape, data }: NdArray): TensorProto {
  return create(TensorProtoSchema, { name, dataType: dtypeCode[dtype], dims: shape.map(BigInt), rawData: bytesOf(data) });
}

/** An ONNX file taken apart: its operators in order, its constants, and its inputs and outputs with their shapes. */
export interface OnnxFile {
  readonly nodes: readonly { op: string; name: string; inputs: readonly string[]; outputs: readonly string[] }[];
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}
export interface OnnxValue {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly (number | string)[];
}

/**
 * Reads an ONNX file.
 * @throws DataError where the bytes aren't one, or it holds an element type or a kind of storage that isn't supported.
 */
export function fromOnnx(bytes: Uint8Array): OnnxFile {
  const model = parse(bytes);
  if (!model?.graph) throw new DataError("This is not an ONNX file.");
  const graph: GraphProto = model.graph;
  return {
    nodes: graph.node.map((n) => ({ op: n.opType, name: n.name, inputs: n.input, outputs: n.output })),
    constants: Object.fromEntries(graph.initializer.map((t) => [t.name, arrayOf(t)])),
    inputs: graph.input.map(valueIn),
    outputs: graph.output.map(valueIn),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

function parse(bytes: Uint8Array) {
  try {
    return fromBinary(ModelProtoSchema, bytes);
  } catch {
    return undefined;
  }
}

function dtypeOf(code: number, where: string): ElementType {
  const found = Object.entries(dtypeCode).find(([, value]) => value === code);
  if (!found) throw new DataError(`${where} has ONNX's element type ${code}, which isn't supported.`);
  return found[0] as ElementType;
}

const bytesPerElement: Readonly<Record<Dtype, number>> = {
  float32: 4,
  float64: 8,
  uint8: 1,
  int32: 4,
  uint32: 4,
  int64: 8,
  bool: 1,
};

function arrayOf({ name, dataType, dims, rawData }: TensorProto): NdArray {
  const shape = dims.map(Number);
  const dtype = dtypeOf(dataType, `Constant "${name}"`);
  if (dtype === "string" || rawData.length !== sizeOf(shape) * bytesPerElement[dtype])
    throw new DataError(`Constant "${name}" isn't stored as raw bytes, the only way that is supported.`);
  const copy = new Uint8Array(rawData).buffer;
  const views: { [T in Dtype]: () => Storage[T] } = {
    float32: () => new Float32Array(copy),
    float64: () => new Float64Array(copy),
    uint8: () => new Uint8Array(copy),
    int32: () => new Int32Array(copy),
    uint32: () => new Uint32Array(copy),
    int64: () => new BigInt64Array(copy),
    bool: () => new Uint8Array(copy),
  };
  return ndarray(dtype, shape, views[dtype]());
}

function valueIn({ name, type }: ValueInfoProto): OnnxValue {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  const shape = tensor?.shape?.dim.map(({ value }) =>
    value.case === "dimValue" ? Number(value.value) : String(value.value ?? "?"),
  );
  return { name, dtype: dtypeOf(tensor?.elemType ?? 0, `"${name}"`), shape: shape ?? [] };
}
