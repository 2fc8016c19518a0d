import { create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { Dtype, NdArray, Storage } from "../../core/ndarray.ts";
import { dtypeCode } from "../operators/cast.ts";
import type { Attribute, ElementType, Shape } from "../tensor.ts";

/** Converts an attribute to the form that ONNX stores. */
export function attributeProto(name: string, value: Attribute): AttributeProto {
  if ("int" in value) return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value.int) });
  if ("float" in value) return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value.float });
  if ("ints" in value) return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: value.ints.map(BigInt) });
  const bytes = (text: string) => new TextEncoder().encode(text);
  if ("strings" in value)
    return create(AttributeProtoSchema, { name, type: AttributeType.STRINGS, strings: value.strings.map(bytes) });
  return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: bytes(value.string) });
}

/** Converts the name, the element type and the shape of an input or output. */
export function valueInfo(name: string, { dtype, shape }: { dtype: ElementType; shape: Shape }): ValueInfoProto {
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

/** Converts a constant with its numbers. */
export function tensorProto(name: string, { dtype, shape, data }: NdArray): TensorProto {
  return create(TensorProtoSchema, { name, dataType: dtypeCode[dtype], dims: shape.map(BigInt), rawData: bytesOf(data) });
}
