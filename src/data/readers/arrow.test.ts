import { describe, expect, it } from "vitest";
import { arrowFile } from "./arrow.fixture.ts";
import { readArrow } from "./arrow.ts";
import { packedByLz4, packedByZstd, streamOfTypes } from "./arrow-files.fixture.ts";

const valuesIn = async (bytes: Uint8Array) => {
  const { columns } = await readArrow(bytes, "f.arrow");
  return Object.fromEntries(columns.map(({ name, type, values }) => [name, [type, ...values]]));
};

describe("an Arrow file", () => {
  it.each([
    ["LZ4", packedByLz4],
    ["Zstandard", packedByZstd],
  ])("compressed with %s is read, and numbers in a dictionary are categories", async (_name, make) => {
    const { columns } = await readArrow(make(), "f.feather");
    const row = (of: (i: number) => number) => Array.from({ length: 60 }, (_, i) => of(i));
    expect(columns).toEqual([
      { name: "x", type: "DOUBLE", values: row((i) => (i % 7) / 4) },
      { name: "c", type: "BIGINT", said: "category", values: row((i) => i % 3) },
    ]);
  });

  it.each(["file", "stream"] as const)("is read as a %s", async (as) => {
    const bytes = arrowFile({ x: [1.5, null, 3], c: ["a", "b", null] }, as);
    expect(await valuesIn(bytes)).toEqual({ x: ["DOUBLE", 1.5, null, 3], c: ["VARCHAR", "a", "b", null] });
  });

  it("keeps times to the microsecond, decimals, 64-bit whole numbers and the fields of structs", async () => {
    const { columns } = await readArrow(streamOfTypes(), "f.arrow");
    expect(Object.fromEntries(columns.map(({ name, type, values }) => [name, [type, ...values]]))).toEqual({
      at: [
        "TIMESTAMP WITH TIME ZONE",
        ...["2024-01-01 00:00:00+00", "2024-01-01 05:00:00+00", "2024-01-01 10:00:00+00", "2024-01-01 15:00:00+00"],
      ],
      ms: ["TIME", "23:59:59.999", "00:00:00", "23:59:59.999", "00:00:01.5"],
      d: ["DATE", "1970-01-01", "2024-01-01", "1969-12-31", null],
      dec: ["DECIMAL", 1.25, -0.05, null, Number("12345678901234567890.12")],
      u: ["UBIGINT", "18446744073709551615", 0, 1, 2],
      ls: ["VARCHAR", "ä", null, "b", ""],
      "s.a": ["BIGINT", 1, null, null, 4],
      "s.b.c": ["VARCHAR", "x", null, null, "y"],
      l: ["JSON[]", "[1,2]", "[]", null, "[3]"],
      h: ["DOUBLE", 1.5, null, null, -2],
      i: ["BIGINT", 3, 3, 5, null],
      b: ["BOOLEAN", "true", null, "false", "true"],
    });
    expect(columns.find(({ name }) => name === "i")!.said).toBe("category");
  });

  it("is refused in one line if it is cut short", async () => {
    const whole = arrowFile({ x: Array.from({ length: 100 }, (_, i) => i) });
    await expect(readArrow(whole.slice(0, 200), "f.arrow")).rejects.toThrow(
      /^f\.arrow is not a whole Arrow file \(.*\)\. Write it again, or as Parquet\.$/,
    );
  });

  it("is refused if a list in it states more elements than it has bytes, or a batch more rows than its bytes can hold", async () => {
    const stream = arrowFile({ x: [1, 2, 3] }, "stream");
    const view = new DataView(stream.buffer, stream.byteOffset);
    let [refused, most] = [0, 0];
    // Wherever a number is replaced, reading ends.
    for (let at = 0; at + 4 <= stream.length; at += 4)
      for (const number of [2 ** 31 - 1, 2 ** 28, 2 ** 20]) {
        const before = view.getUint32(at, true);
        view.setUint32(at, number, true);
        const read = await readArrow(Uint8Array.from(stream), "f.arrow").catch(() => undefined);
        if (read) most = Math.max(most, read.columns[0]?.values.length ?? 0);
        else refused++;
        view.setUint32(at, before, true);
      }
    expect(refused).toBeGreaterThan(60);
    expect(most).toBe(3);
  });

  it("is refused if a list in it states more values than the file has", async () => {
    const stream = arrowFile({ x: [1, 2, 3], l: [[1], [2, 3], [4]] }, "stream");
    const view = new DataView(stream.buffer, stream.byteOffset);
    const at = Array.from({ length: stream.length / 4 - 3 }, (_, i) => 4 * i).find((place) =>
      [0, 1, 3, 4].every((offset, i) => view.getInt32(place + 4 * i, true) === offset),
    );
    view.setInt32(at! + 12, 2 ** 30, true);
    await expect(readArrow(stream, "f.arrow")).rejects.toThrow(
      "f.arrow is not a whole Arrow file (a list states more values than the file has). Write it again, or as Parquet.",
    );
  });

  it("is refused if its footer points to something else than a batch", async () => {
    const file = arrowFile({ x: [1, 2, 3] });
    const view = new DataView(file.buffer, file.byteOffset);
    const footer = view.getInt32(file.length - 10, true);
    file.fill(0xff, file.length - 10 - footer, file.length - 10);
    await expect(readArrow(file, "f.arrow")).rejects.toThrow("f.arrow is not a whole Arrow file (its footer is broken)");
  });

  it("is refused if it has no rows", async () => {
    await expect(readArrow(arrowFile({ x: [] }), "f.arrow")).rejects.toThrow(
      "f.arrow has no rows. Use a table with at least one row.",
    );
  });
});
