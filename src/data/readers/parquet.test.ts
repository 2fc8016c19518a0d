import { describe, expect, it, vi } from "vitest";
import { dataPage, type HostileParquet, NUMBERS, page, parquetFile, varint } from "./parquet.fixture.ts";
import { readParquet } from "./parquet.ts";

// A smaller limit, so that a small file exceeds it.
vi.mock(import("./limits.ts"), async (original) => ({ ...(await original()), MOST_JSON: 1e5 }));

const long = 2n ** 31n - 1n;
const run = (values: bigint, ...value: number[]) => [...varint(2n * values), ...value];
const withLength = (bytes: readonly number[]) => [bytes.length, 0, 0, 0, ...bytes];
const dictionary = (count: number) => [page(2, 12, { 7: { 1: count, 2: 0 } }), NUMBERS] as const;
const lists = Array.from({ length: 30 }, () => [0xf9, ...varint(2n ** 25n)]).flat();

const hostile: readonly (readonly [what: string, file: HostileParquet, why: string])[] = [
  ["a run of levels with 2^31 values", { isOptional: true, pages: [dataPage(withLength(run(long, 1)))] }, "a run states"],
  [
    "a run of indices with 2^31 values",
    { pages: [dictionary(3), dataPage([2, ...run(long, 1)], 8)] },
    "a run states 2147483647 of 3 values",
  ],
  [
    "a packed run of 2^31 values of no bits",
    { pages: [dictionary(3), [page(3, 6, { 8: { 1: 3, 2: 0, 3: 3, 4: 8, 5: 0, 6: 0 } }), [0, ...varint(2n ** 32n - 1n)]]] },
    "a run states 17179869176 of 3 values",
  ],
  [
    "an index that isn't in the dictionary",
    { pages: [dictionary(3), dataPage([2, ...run(3n, 3)], 8)] },
    "isn't in its dictionary",
  ],
  ["indices without a dictionary", { pages: [dataPage([2, ...run(3n, 1)], 8)] }, "a dictionary is missing"],
  ["a dictionary of 2^30 values", { pages: [dictionary(2 ** 30), dataPage(NUMBERS)] }, "a header states 1073741824 values"],
  ["a page of 2^30 values", { pages: [dataPage(NUMBERS, 0, 12, 2 ** 30)] }, "a header states 1073741824 values"],
  ["too few values", { pages: [dataPage(NUMBERS.slice(4), 0, 8, 2)] }, "a column has 2 of 3 values"],
  [
    "missing values in a column that has none",
    { pages: [[page(3, 12, { 8: { 1: 3, 2: 3, 3: 3, 4: 0, 5: 0, 6: 0 } }), NUMBERS]] },
    "a header states 3 missing values",
  ],
  ["a page of 2 GB", { codec: 1, pages: [dataPage([12, 44, ...NUMBERS], 0, 2 ** 31 - 1)] }, "a header states 2147483647 bytes"],
  ["a page of -1 bytes", { pages: [[page(0, -1, { 5: { 1: 3, 2: 0, 3: 3, 4: 3 } }), NUMBERS]] }, "a header states -1 bytes"],
  [
    "Snappy that states 4 GB",
    { codec: 1, pages: [dataPage([...varint(2n ** 32n - 1n), 44, ...NUMBERS], 0, 12)] },
    "premature end",
  ],
  [
    "LZ4 that steps back",
    { codec: 5, pages: [dataPage([0, 0, 0, 0, 255, 255, 255, 248, ...NUMBERS], 0, 12)] },
    "an LZ4 block is broken",
  ],
  [
    "2^53 rows",
    { rows: 2n ** 53n },
    "unpacks to more than 72000000 GB, but a page can open at most 512 MB. Use the command line",
  ],
  ["60 million rows in a few bytes", { rows: 60_000_000n }, "it states 60000000 values in"],
  ["-1 rows", { rows: -1n }, "a header states -1 rows"],
  ["a text that is longer than its page", { type: 6, pages: [dataPage([200, 0, 0, 0, ...NUMBERS], 0, 16)] }, "a page is shorter"],
  [
    "differences in a block of -128 values",
    { pages: [dataPage([...varint(2n ** 32n - 128n), 4, 3, 0, 0, 1, 1, 1, 1, ...NUMBERS], 5)] },
    "a block states -128 values",
  ],
  [
    "a difference with a million bytes",
    { type: 2, pages: [dataPage([...varint(128n), 4, 3, 0, ...new Array<number>(1e6).fill(0x80), 0], 5)] },
    "a number is too long",
  ],
  [
    "columns that are nested 10,000 levels deep",
    {
      schema: [...Array.from({ length: 9_990 }, () => ({ 4: "x", 5: 1 })), { 1: 1, 3: 0, 4: "x" }],
    },
    "nested more than 64 levels deep",
  ],
  [
    "10,001 columns",
    { schema: [{ 4: "t", 5: 10_001 }, ...Array.from({ length: 10_001 }, () => ({ 1: 1, 4: "x" }))] },
    "10001 columns",
  ],
  [
    "columns that aren't there",
    {
      schema: [
        { 4: "table", 5: 2 ** 30 },
        { 1: 1, 3: 0, 4: "x" },
      ],
    },
    "states 1073741824 children",
  ],
  ["lists in lists that each state 2^25 elements", { metadata: [0x19, ...lists] }, "a list states 33554432 elements"],
  [
    "a number of rows with a million bytes",
    { metadata: [0x36, ...new Array<number>(1e6).fill(0x80), 0] },
    "a number is too long",
  ],
];

describe("the Parquet reader of a page", () => {
  it("reads a file without DuckDB", async () => {
    const { columns } = await readParquet(parquetFile({}), "a.parquet");
    expect(columns).toEqual([{ name: "x", type: "BIGINT", values: [7, 8, 9] }]);
    const packed = parquetFile({ codec: 5, pages: [dataPage([0, 0, 0, 12, 0, 0, 0, 13, 192, ...NUMBERS], 0, 12)] });
    expect((await readParquet(packed, "a.parquet")).columns[0]!.values).toEqual([7, 8, 9]);
  });

  it.each(hostile)("refuses %s at once", { timeout: 2000 }, async (_what, file, why) => {
    await expect(readParquet(parquetFile(file), "a.parquet")).rejects.toThrow(
      /^a\.parquet (is not a whole Parquet file \(|has |unpacks to )/,
    );
    await expect(readParquet(parquetFile(file), "a.parquet")).rejects.toThrow(why);
  });

  it("refuses a text that lists repeat until they fill the memory", async () => {
    const text = [...new Uint8Array(Uint32Array.of(1e3).buffer), ...new Uint8Array(1e3).fill(97)];
    const levels = [withLength(run(2000n, 0)), withLength(run(2000n, 1))].flat();
    const file = parquetFile({
      rows: 2000n,
      type: 6,
      schema: [
        { 4: "table", 5: 1 },
        { 1: 6, 3: 2, 4: "x", 6: 0 },
      ],
      pages: [
        [page(2, text.length, { 7: { 1: 1, 2: 0 } }), text],
        dataPage([...levels, 1, ...run(2000n, 0)], 8, levels.length + 4, 2000),
      ],
    });
    await expect(readParquet(file, "a.parquet")).rejects.toThrow("a.parquet unpacks to more than");
  });
});
