import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, TensorProto_DataLocation } from "onnx-buf";
import { attempt } from "../../core/attempt.ts";

/**
 * Whether an ONNX file has tensors whose numbers are in other files, at a path that the file chooses. A file that can't be read
 * counts as one.
 */
export function hasExternalData(bytes: Uint8Array): boolean {
  const model = attempt(() => fromBinary(ModelProtoSchema, bytes));
  return model === undefined || isExternal(model);
}

function isExternal(value: unknown): boolean {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  const { dataLocation, externalData = [] } = value as { dataLocation?: number; externalData?: readonly unknown[] };
  if (dataLocation === TensorProto_DataLocation.EXTERNAL || externalData.length > 0) return true;
  return (Array.isArray(value) ? value : Object.values(value)).some(isExternal);
}
