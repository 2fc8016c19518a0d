import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from "onnx-buf";
import { DataError } from "../../core/errors.ts";
import type { Domain, Tensor } from "../tensor.ts";
import { valueInfo } from "./protos.ts";
import { removeCopies, Writer } from "./writer.ts";

/** Version of the operator set. Every ONNX Runtime since 1.14 (2023) supports it. */
const OPSET = 18;
/** Versions of the other operator sets that were released together with it. */
const OPSETS: Readonly<Record<Domain, number>> = { "ai.onnx.ml": 3 };
const IR_VERSION = 8;

/** The name of a graph, its inputs, and its outputs by name. */
export interface GraphSpec {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Tensors, by name, whose values are passed when the graph runs, instead of being computed. */
  readonly given?: Readonly<Record<string, Tensor>>;
  /** Key-value pairs to store in the file. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Whether to write the types of all values between operators, which programs that show graphs need (default false). */
  readonly types?: boolean;
}

/** Returns the names of the arrays that a graph needs when it runs. */
export const feedNames = ({ inputs, given = {} }: GraphSpec): string[] => [
  ...inputs.flatMap(({ source }) => (source.kind === "input" ? [source.name] : [])),
  ...Object.keys(given),
];

/**
 * Writes a graph as the bytes of an ONNX file. Equal operators on equal inputs are written only once. Tensors that no output
 * needs are left out.
 * @throws DataError if two inputs or outputs have the same name, or if the graph needs an input that isn't in `inputs`.
 * @example
 * const x = input("x", "float32", ["batch", 2]);
 * const bytes = toOnnx({ name: "double", inputs: [x], outputs: { y: mul(x, 2) } });
 */
export function toOnnx({ name, inputs, outputs, given = {}, metadata = {}, types = false }: GraphSpec): Uint8Array {
  const writer = new Writer(types);
  for (const output of Object.keys(outputs)) writer.reserve(output);
  const named = [
    ...inputs.map((x) => [x.source.kind === "input" ? x.source.name : "input", x] as const),
    ...Object.entries(given),
  ];
  for (const [wanted, x] of named)
    if (writer.declare(x, wanted) !== wanted)
      throw new DataError(`Two inputs or outputs of the graph are named "${wanted}". Give them different names.`);
  const results = Object.entries(outputs).map(([output, tensor]) => {
    const made = writer.write(tensor);
    writer.scopes[0]!.push(create(NodeProtoSchema, { opType: "Identity", input: [made], output: [output] }));
    return valueInfo(output, tensor);
  });
  const inputNames = new Set(named.map(([, x]) => writer.nameOf(x)));
  const node = removeCopies(writer.scopes[0]!, new Set(Object.keys(outputs)), inputNames);
  const graph = create(GraphProtoSchema, {
    name,
    node,
    valueInfo: writer.typesOf(node, new Set(Object.keys(outputs))),
    initializer: writer.initializers,
    input: named.map(([, x]) => valueInfo(writer.nameOf(x), x)),
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
