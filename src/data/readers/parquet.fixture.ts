/** A value of Thrift's compact protocol: numbers have 32 bits, bigints 64, and the keys of objects are fields' numbers. */
export type Thrift = number | bigint | string | Uint8Array | readonly Thrift[] | { readonly [field: number]: Thrift };

export const varint = (value: bigint): number[] =>
  value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)];
const zigzag = (value: bigint): number[] => varint(value < 0n ? -2n * value - 1n : 2n * value);

const typeOf = (value: Thrift): number => {
  if (typeof value === "number") return 5;
  if (typeof value === "bigint") return 6;
  if (typeof value === "string" || value instanceof Uint8Array) return 8;
  return Array.isArray(value) ? 9 : 12;
};

/** Writes a value of Thrift's compact protocol. */
export function thrift(value: Thrift): number[] {
  if (typeof value === "number" || typeof value === "bigint") return zigzag(BigInt(value));
  if (typeof value === "string") return thrift(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return [...varint(BigInt(value.length)), ...value];
  if (Array.isArray(value)) {
    const head = [0xf0 | typeOf(value[0] ?? 0), ...varint(BigInt(value.length))];
    return [head, ...value.map(thrift)].flat();
  }
  const fields = Object.entries(value as Readonly<Record<string, Thrift>>);
  return [...fields.flatMap(([field, part]) => [typeOf(part), ...zigzag(BigInt(field)), ...thrift(part)]), 0];
}

/** A column of three whole numbers, and what a hostile file changes in it. */
export interface HostileParquet {
  readonly rows?: bigint;
  readonly codec?: number;
  readonly type?: number;
  readonly isOptional?: boolean;
  /** The headers of pages, each with its bytes. */
  readonly pages?: readonly (readonly [header: Thrift, bytes: readonly number[]])[];
  readonly schema?: readonly Thrift[];
  readonly metadata?: readonly number[];
}

export const NUMBERS = [7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0];
/** Returns a page's header. @param more - the fields that its kind has. */
export const page = (kind: number, packed: number, more: { readonly [field: number]: Thrift }, size = packed): Thrift => ({
  1: kind,
  2: size,
  3: packed,
  ...more,
});
export const dataPage = (bytes: readonly number[], encoding = 0, size = bytes.length, count = 3): [Thrift, readonly number[]] => [
  page(0, bytes.length, { 5: { 1: count, 2: encoding, 3: 3, 4: 3 } }, size),
  bytes,
];

/** Writes a Parquet file whose column "x" has the given pages. */
export function parquetFile({
  rows = 3n,
  codec = 0,
  type = 1,
  isOptional = false,
  pages = [dataPage(NUMBERS)],
  schema = [
    { 4: "table", 5: 1 },
    { 1: type, 3: isOptional ? 1 : 0, 4: "x" },
  ],
  metadata,
}: HostileParquet): Uint8Array {
  const body = pages.flatMap(([header, bytes]) => [...thrift(header), ...bytes]);
  const size = BigInt(body.length);
  const chunk = { 1: type, 2: [0], 3: ["x"], 4: codec, 5: rows, 6: size, 7: size, 9: 4n };
  const footer = metadata ?? thrift({ 1: 1, 2: schema, 3: rows, 4: [{ 1: [{ 2: 4n, 3: chunk }], 2: size, 3: rows }] });
  const mark = [..."PAR1"].map((char) => char.charCodeAt(0));
  return Uint8Array.from([...mark, ...body, ...footer, ...new Uint8Array(Uint32Array.of(footer.length).buffer), ...mark]);
}
