import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from "onnx-buf";
import { DataError } from "../../core/errors.ts";
import type { Domain, Tensor } from "../tensor.ts";
import { valueInfo } from "./protos.ts";
import { removeCopies, Writer } from "./writer.ts";

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
  const inputNames = new Set(inputs.map((x) => writer.nameOf(x)));
  const graph = create(GraphProtoSchema, {
    name,
    node: removeCopies(writer.scopes[0]!, new Set(Object.keys(outputs)), inputNames),
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
