import { fromBinary } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema, type TensorProto, type ValueInfoProto } from "onnx-buf";
import { attempt } from "../../core/attempt.ts";
import { DataError } from "../../core/errors.ts";
import { type NdArray, ndarray, sizeOf, TYPED_ARRAYS } from "../../core/ndarray.ts";
import { dtypeCode } from "../operators/cast.ts";
import type { ElementType } from "../tensor.ts";

/** The contents of an ONNX file: its operators in order, its constants, and its inputs and outputs with their shapes. */
export interface OnnxFile {
  readonly nodes: readonly { op: string; name: string; inputs: readonly string[]; outputs: readonly string[] }[];
  readonly constants: Readonly<Record<string, NdArray>>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}
/** An input or output of an ONNX file. A size that is only known when the graph runs is a name. */
export interface OnnxValue {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly (number | string)[];
}

/**
 * Reads an ONNX file.
 * @param bytes - contents of the file.
 * @throws DataError if the bytes aren't an ONNX file, or if the file has an element type or a kind of storage that isn't
 * supported.
 * @example
 * const { inputs, outputs, nodes } = fromOnnx(await readFile("model.onnx"));
 */
export function fromOnnx(bytes: Uint8Array): OnnxFile {
  const model = attempt(() => fromBinary(ModelProtoSchema, bytes));
  if (!model?.graph) throw new DataError("This is not an ONNX file. Give a model that was exported as ONNX.");
  const graph: GraphProto = model.graph;
  return {
    nodes: graph.node.map((n) => ({ op: n.opType, name: n.name, inputs: n.input, outputs: n.output })),
    constants: Object.fromEntries(graph.initializer.map((t) => [t.name, arrayOf(t)])),
    inputs: graph.input.map(valueIn),
    outputs: graph.output.map(valueIn),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
  };
}

function dtypeOf(code: number, where: string): ElementType {
  const found = Object.entries(dtypeCode).find(([, value]) => value === code);
  if (!found)
    throw new DataError(
      `${where} has the ONNX element type ${code}, which isn't supported. Export the model with one of ${Object.keys(dtypeCode).join(", ")}.`,
    );
  return found[0] as ElementType;
}

function arrayOf({ name, dataType, dims, rawData }: TensorProto): NdArray {
  const shape = dims.map(Number);
  const dtype = dtypeOf(dataType, `Constant "${name}"`);
  if (dtype === "string" || rawData.length !== sizeOf(shape) * TYPED_ARRAYS[dtype].BYTES_PER_ELEMENT)
    throw new DataError(`Constant "${name}" isn't stored as raw bytes. Export the model with raw data, the only supported form.`);
  return ndarray(dtype, shape, new TYPED_ARRAYS[dtype](new Uint8Array(rawData).buffer));
}

function valueIn({ name, type }: ValueInfoProto): OnnxValue {
  const tensor = type?.value.case === "tensorType" ? type.value.value : undefined;
  const shape = tensor?.shape?.dim.map(({ value }) =>
    value.case === "dimValue" ? Number(value.value) : String(value.value ?? "?"),
  );
  return { name, dtype: dtypeOf(tensor?.elemType ?? 0, `"${name}"`), shape: shape ?? [] };
}
