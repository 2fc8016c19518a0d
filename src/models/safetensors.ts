import { DataError } from "../core/errors.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import { type NdArray, ndarray, sizeOf } from "../core/ndarray.ts";
import { parseJson } from "./folder-files.ts";

/**
 * Writes arrays in the safetensors format (https://github.com/huggingface/safetensors): the header's length, a JSON header, and
 * the numbers.
 * @param arrays float32 arrays by name, the only element type that is supported.
 * @param metadata texts by name.
 * @example
 * const bytes = toSafetensors({ kernel: ndarray("float32", [2], Float32Array.of(1, 2)) });
 */
export function toSafetensors(
  arrays: Readonly<Record<string, NdArray<"float32">>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let offset = 0;
  const entries = Object.entries(arrays).map(([name, { shape, data }]) => {
    const start = offset;
    offset += data.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [start, offset] }] as const;
  });
  const plain = JSON.stringify({
    ...(Object.keys(metadata).length > 0 && { __metadata__: metadata }),
    ...Object.fromEntries(entries),
  });
  const json = new TextEncoder().encode(plain);
  const header = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + header + offset).fill(0x20, 8, 8 + header);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header), true);
  bytes.set(json, 8);
  let at = 8 + header;
  for (const { data } of Object.values(arrays)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

interface Header {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Reads arrays and metadata that `toSafetensors` has written.
 * @param where name of the file, for messages.
 * @throws DataError if the file is incomplete or isn't safetensors, has other element types than float32, or has arrays that
 * overlap or leave bytes unused.
 * @example
 * const { arrays } = fromSafetensors(await readFile("model.safetensors"), "model.safetensors");
 */
export function fromSafetensors(
  bytes: Uint8Array,
  where: string,
): { arrays: Record<string, NdArray<"float32">>; metadata: Record<string, string> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Number.POSITIVE_INFINITY;
  const json = 8 + length <= bytes.length ? bytes.subarray(8, 8 + length) : new Uint8Array();
  expectShallow(json, where, DEEPEST_MODEL);
  const header = parseJson(new TextDecoder().decode(json));
  if (typeof header !== "object" || header === null)
    throw new DataError(`${where} isn't a complete safetensors file. Save the model again.`);
  const { __metadata__: metadata = {}, ...entries } = header as Readonly<Record<string, unknown>>;
  const start = 8 + length;
  const places: (readonly [number, number])[] = [];
  const arrays = Object.entries(entries).map(([name, entry]) => {
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Header;
    const isEntry = dtype === "F32" && areSizes(shape) && areSizes(offsets) && offsets.length === 2;
    const [from, to] = isEntry ? offsets : [0, 0];
    if (!isEntry || to - from !== 4 * sizeOf(shape) || start + to > bytes.length)
      throw new DataError(`${where}: "${name}" (${dtype} [${shape}]) is cut short or not float32. Save the model again.`);
    places.push([from, to]);
    const data = new Float32Array(new Uint8Array(bytes.subarray(start + from, start + to)).buffer);
    return [name, ndarray("float32", shape, data)] as const;
  });
  // The format leaves no bytes unused. Overlapping arrays or unused bytes mean that the header was changed.
  const end = places.toSorted(([a, b], [c, d]) => a - c || b - d).reduce((at, [from, to]) => (from === at ? to : Number.NaN), 0);
  if (start + end !== bytes.length)
    throw new DataError(`${where}: its arrays overlap or don't fill the file. Save the model again.`);
  const isText = typeof metadata === "object" && metadata !== null && Object.values(metadata).every((x) => typeof x === "string");
  if (!isText) throw new DataError(`${where}: its metadata must be texts by name. Save the model again.`);
  return { arrays: Object.fromEntries(arrays), metadata: metadata as Record<string, string> };
}

const areSizes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
