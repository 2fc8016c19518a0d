import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
} from "onnx-buf";
import { DataError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { changesNothing, type Domain, type Node, type Tensor } from "../tensor.ts";
import { visitInOrder } from "../visit.ts";
import { attributeProto, tensorProto, valueInfo } from "./protos.ts";

/** Removes `Identity` operators before graph outputs if the operator before them can write the output directly. */
export function removeCopies(nodes: NodeProto[], outputs: ReadonlySet<string>, inputs: ReadonlySet<string>): NodeProto[] {
  const renamed = new Map<string, string>();
  const made = new Set(nodes.flatMap((n) => n.output));
  for (const n of nodes) {
    const from = n.input[0]!;
    const isCopy = n.opType === "Identity" && outputs.has(n.output[0]!);
    if (isCopy && made.has(from) && !renamed.has(from) && !inputs.has(from)) renamed.set(from, n.output[0]!);
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

/** Writes operators in the order in which they are needed, and equal ones only once. */
export class Writer {
  /** Nodes of the graph, and of each loop body that is being written, from the outside in. */
  readonly scopes: NodeProto[][] = [[]];
  readonly initializers: TensorProto[] = [];
  /** Operator sets that the graph uses in addition to the standard one. */
  readonly domains = new Set<Domain>();
  private readonly names = new Map<Tensor, string>();
  private readonly written = new Map<string, readonly string[]>();
  private readonly taken = new Set<string>();
  private readonly identities = new Map<unknown, number>();
  /** The values that operators return, by name, if their types are written. */
  private readonly values: Map<string, Tensor> | undefined;

  constructor(hasTypes: boolean) {
    this.values = hasTypes ? new Map() : undefined;
  }

  /** Returns the types of the values between operators, without those of the outputs. */
  typesOf(nodes: readonly NodeProto[], outputs: ReadonlySet<string>): ValueInfoProto[] {
    return nodes.flatMap(({ output }) =>
      output.flatMap((name) => {
        const tensor = outputs.has(name) ? undefined : this.values?.get(name);
        return tensor ? [valueInfo(name, tensor)] : [];
      }),
    );
  }

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

  /** Writes what computes a tensor, and returns its name. */
  write(tensor: Tensor): string {
    const isWritten = (other: Tensor) => this.names.has(other);
    visitInOrder(tensor, neededFor, isWritten, (next) => this.names.set(next, this.writeOne(next)));
    return this.nameOf(tensor);
  }

  /** Writes what computes a tensor, if what it needs is written already. */
  private writeOne(tensor: Tensor): string {
    const { source } = tensor;
    if (source.kind === "alias") return this.nameOf(source.value);
    if (source.kind === "constant") return this.writeConstant(tensor, source.value, source.name);
    if (source.kind === "node") {
      this.writeNode(source.node, tensor.depth);
      return this.nameOf(tensor);
    }
    if (source.kind === "weight")
      throw new DataError(
        `The weight "${source.name}" of a layer has no numbers here. Call the layer with apply(x, context), and use its weights only inside call.`,
      );
    throw new DataError(
      `The graph uses an input ${source.kind === "input" ? `"${source.name}" ` : ""}that isn't in \`inputs\`. Add it there.`,
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
      this.names.set(made.outputs[0]!, this.nameOf(made.inputs[0]!));
      return;
    }
    const input = made.inputs.map((x) => (x ? this.nameOf(x) : ""));
    const key = made.body ? `${this.identity(made)}` : JSON.stringify([made.op, input, made.attributes, made.outputs.length]);
    const before = this.written.get(key);
    if (before) {
      for (const [i, output] of made.outputs.entries()) this.names.set(output, before[i]!);
      return;
    }
    const attribute = Object.entries(made.attributes).map(([name, value]) => attributeProto(name, value));
    if (made.body) attribute.push(this.bodyAttribute(made, depth));
    const output = made.outputs.map((tensor) => this.declare(tensor, `${made.op}_${this.taken.size}`));
    for (const [i, name] of output.entries()) this.values?.set(name, made.outputs[i]!);
    this.written.set(key, output);
    const { op: opType, domain } = made;
    if (domain) this.domains.add(domain);
    this.scopes[depth]!.push(
      create(NodeProtoSchema, { opType, name: output[0]!, input, output, attribute, ...(domain && { domain }) }),
    );
  }

  private bodyAttribute({ body }: Node, depth: number): AttributeProto {
    const { parameters, results } = body!;
    // A loop that doesn't depend on the loops around it is written before them.
    const around = this.scopes.splice(depth + 1);
    for (const parameter of parameters) this.declare(parameter, `step_${this.taken.size}`);
    this.scopes[depth + 1] = [];
    const output = results.map((tensor) => {
      const made = this.write(tensor);
      // A result must be computed inside the body, and only once. Values from outside, and values that are returned twice,
      // are therefore copied.
      const copied = this.declare({ ...tensor }, `result_${this.taken.size}`);
      this.scopes[depth + 1]!.push(create(NodeProtoSchema, { opType: "Identity", input: [made], output: [copied] }));
      return valueInfo(copied, tensor);
    });
    const input = parameters.map((parameter) => valueInfo(this.nameOf(parameter), parameter));
    const inputs = new Set(input.map(({ name }) => name));
    const outputs = new Set(output.map(({ name }) => name));
    const nodes = removeCopies(this.scopes[depth + 1]!, outputs, inputs);
    this.scopes.splice(depth + 1, 1, ...around);
    const g = create(GraphProtoSchema, { name: "body", node: nodes, input, output, valueInfo: this.typesOf(nodes, outputs) });
    return create(AttributeProtoSchema, { name: "body", type: AttributeType.GRAPH, g });
  }
}

/** Returns the tensors that must be computed before a tensor. */
function neededFor({ source }: Tensor): readonly (Tensor | undefined)[] {
  if (source.kind === "alias") return [source.value];
  if (source.kind !== "node") return [];
  const { inputs } = source.node;
  return changesNothing(source.node) ? inputs.slice(0, 1) : inputs;
}
