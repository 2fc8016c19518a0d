import { DataError } from "../core/errors.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import { sizeOf } from "../core/ndarray.ts";
import { describeOnnx } from "../graph/onnx/describe.ts";
import type { DescribedModel, DescribedWeight } from "../graph/onnx/described.ts";
import { numbersIn } from "../graph/onnx/numbers.ts";
import { parseJson } from "./folder-files.ts";

/** ONNX's names of the element types of safetensors. */
const TYPES: Readonly<Record<string, string>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  U64: "uint64",
  I32: "int32",
  U32: "uint32",
  I16: "int16",
  U16: "uint16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};

/** Whether a path ends in .onnx or .safetensors. */
export const isModelFile = (path: string): boolean => /\.(onnx|safetensors)$/i.test(path);

/**
 * Describes an ONNX or safetensors file: its operators, the graphs inside them, its weights and their shapes. A safetensors file
 * has weights only. The ending of the name decides the format.
 * @param bytes - contents of the file.
 * @param name - name of the file, which ends in .onnx or .safetensors.
 * @throws DataError if the file has another ending, is damaged or cut short.
 * @example
 * const { graph } = describeModelFile(await readFile("model.onnx"), "model.onnx");
 * console.log(graph.nodes.length, graph.weights.map(({ name, shape }) => `${name} ${shape}`));
 */
export function describeModelFile(bytes: Uint8Array, name: string): DescribedModel {
  if (/\.onnx$/i.test(name)) return describeOnnx(bytes, name);
  if (/\.safetensors$/i.test(name)) return describeSafetensors(bytes, name);
  throw new DataError(`${name} is neither an ONNX nor a safetensors file. Give a file that ends in .onnx or .safetensors.`);
}

function describeSafetensors(bytes: Uint8Array, name: string): DescribedModel {
  const broken = () => new DataError(`${name} isn't a complete safetensors file. Download or save it again.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length >= 8 ? 8 + Number(view.getBigUint64(0, true)) : Number.POSITIVE_INFINITY;
  if (start > bytes.length) throw broken();
  const json = bytes.subarray(8, start);
  expectShallow(json, name, DEEPEST_MODEL);
  const header = parseJson(new TextDecoder().decode(json));
  if (typeof header !== "object" || header === null || Array.isArray(header)) throw broken();
  const { __metadata__: metadata, ...entries } = header as Readonly<Record<string, unknown>>;
  const weights = Object.entries(entries).map(([key, entry]): DescribedWeight => {
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof dtype !== "string" || !areSizes(shape) || !areSizes(offsets) || offsets.length !== 2) throw broken();
    const [from, to] = offsets as [number, number];
    if (to < from || start + to > bytes.length) throw broken();
    const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype]! : dtype.toLowerCase();
    return { name: key, dtype: type, shape, numbers: () => numbersIn(bytes.subarray(start + from, start + to), type, shape) };
  });
  return {
    format: "safetensors",
    about: Object.entries(metadata ?? {}).map(([key, value]) => ({ name: key, value: String(value).slice(0, 300) })),
    graph: {
      name: "",
      inputs: [],
      outputs: [],
      nodes: [],
      weights,
      values: new Map(weights.map((weight) => [weight.name, weight])),
    },
    notes: [],
  };
}

const areSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0) && Number.isSafeInteger(sizeOf(value));
