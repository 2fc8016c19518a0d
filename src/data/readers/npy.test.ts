import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { DataError } from "../../core/errors.ts";
import { type NdArray, ndarray, sizeOf } from "../../core/ndarray.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { parseNpy, toNpy } from "./npy.ts";
import { readNpy, writeNpy } from "./read.node.ts";

/** Makes a .npy file with a header, in format 1.0 or 2.0. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const length = version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from("NUMPY"), version, 0, ...length, ...Buffer.from(header), ...data]);
}
const header = (descr: string, shape = "(2,)", fortran = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const shapes = fc.array(fc.nat(4), { maxLength: 3 });
const arrays: fc.Arbitrary<NdArray> = shapes.chain((shape) => {
  const size = { minLength: sizeOf(shape), maxLength: sizeOf(shape) };
  return fc.oneof(
    fc.float32Array({ ...size, noNaN: false }).map((data) => ndarray("float32", shape, data) as NdArray),
    fc.uint8Array(size).map((data) => ndarray("uint8", shape, data) as NdArray),
    fc.int32Array(size).map((data) => ndarray("int32", shape, data) as NdArray),
    fc.bigInt64Array(size).map((data) => ndarray("int64", shape, data) as NdArray),
    fc.array(fc.boolean(), size).map((data) => ndarray("bool", shape, Uint8Array.from(data, Number)) as NdArray),
  );
});

describe(".npy arrays", () => {
  test("are read as they were written, with any shape and type", () => {
    fc.assert(
      fc.property(arrays, (array) => {
        expect(parseNpy(toNpy(array), "f")).toEqual(array);
      }),
    );
  });

  test("throw a DataError if they are cut anywhere", () => {
    const whole = toNpy(ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (n) => {
        expect(() => parseNpy(whole.slice(0, n), "f")).toThrow(DataError);
      }),
    );
  });

  test("become float32 if they are float64", () => {
    const array = parseNpy(npy(header("'<f8'"), bytesOf(Float64Array.of(0.5, -2))), "f");
    expect(array).toEqual(ndarray("float32", [2], Float32Array.of(0.5, -2)));
  });

  test("are read in format 2.0, and if they aren't aligned", () => {
    const array = parseNpy(npy(header("'<i4'"), bytesOf(Int32Array.of(7, -7)), 2), "f");
    expect(array).toEqual(ndarray("int32", [2], Int32Array.of(7, -7)));
  });

  test.each<[string, readonly number[], readonly number[]]>([
    ["|b1", [0, 1], [0, 1]],
    ["|i1", [1, 255], [1, -1]],
    ["<i2", [2, 1, 255, 255], [258, -1]],
    [">i2", [1, 2, 255, 255], [258, -1]],
    ["<u2", [2, 1, 255, 255], [258, 65_535]],
    [">u2", [1, 2, 255, 255], [258, 65_535]],
    [">i4", [0, 0, 1, 2, 255, 255, 255, 255], [258, -1]],
    ["<u4", [2, 1, 0, 0, 255, 255, 255, 255], [258, 4_294_967_295]],
    [">u4", [0, 0, 1, 2, 255, 255, 255, 255], [258, 4_294_967_295]],
    [">i8", [0, 0, 0, 0, 0, 0, 1, 2, ...Array<number>(8).fill(255)], [258, -1]],
    ["<u8", [2, 1, 0, 0, 0, 0, 0, 0, 3, ...Array<number>(7).fill(0)], [258, 3]],
    ["<u8", [0, 0, 0, 0, 0, 0, 0, 128, ...Array<number>(8).fill(0)], [2 ** 63, 0]],
    ["<f2", [0, 0x3c, 0, 0xc5], [1, -5]],
    [">f2", [0x3c, 1, 0, 1], [1 + 2 ** -10, 2 ** -24]],
    [">f2", [0x7c, 0, 0xfc, 0], [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    [">f4", [0x3f, 0x80, 0, 0, 0xbf, 0, 0, 0], [1, -0.5]],
    [">f8", [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], [1, Number.NaN]],
  ])("are read if their type is %s", (descr, bytes, numbers) => {
    expect([...parseNpy(npy(header(`'${descr}'`), Uint8Array.from(bytes)), "f").data].map(Number)).toEqual(numbers);
  });

  test("in column order become row order", () => {
    const columns = npy(header("'|u1'", "(2, 3)", "True"), Uint8Array.of(1, 4, 2, 5, 3, 6));
    expect(parseNpy(columns, "f")).toEqual(ndarray("uint8", [2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    const deep = npy(header("'>i2'", "(2, 2, 2)", "True"), Uint8Array.from([1, 5, 3, 7, 2, 6, 4, 8].flatMap((x) => [0, x])));
    expect([...parseNpy(deep, "f").data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  const use = 'Save a.astype("float32") instead.';
  test.each([
    ["objects", header("'|O'"), `f holds Python objects, which aren't supported. A pickle may run any program. ${use}`],
    ["strings", header("'<U3'"), "f holds strings (<U3), which aren't supported. Save them as a column of a CSV file instead."],
    [
      "times",
      header("'<M8[ns]'"),
      'f holds times (<M8[ns]), which aren\'t supported. Save them as a column of a CSV file, or a.astype("int64") instead.',
    ],
    [
      "complex numbers",
      header("'<c8'"),
      "f holds complex numbers (<c8), which aren't supported. Save np.stack([a.real, a.imag], -1) instead.",
    ],
    [
      "records",
      header("[('a', '<f4')]"),
      "f holds records of several columns, which aren't supported. Save np.lib.recfunctions.structured_to_unstructured(a) instead.",
    ],
    ["long doubles", header("'<f16'"), `f holds <f16, which isn't supported. ${use}`],
    ["a negative size", header("'<f4'", "(-1, 2)"), "f: the header has the shape (-1, 2), which is impossible. Save it again."],
    [
      "sizes that don't fit into memory",
      header("'<f4'", "(999999, 999999, 999)"),
      "f: the header states 999999 x 999999 x 999 numbers, but the file is cut short. Save it again.",
    ],
    ["half a header", "{'descr': '<f4'", "f: the header is cut short. Save it again."],
  ])("are refused in one line: %s", (_name, text, message) => {
    expect(() => parseNpy(npy(text, new Uint8Array(8)), "f")).toThrow(new DataError(message));
  });
});

describe("a .npy file", () => {
  const folder = temporaryFolder();
  const array = ndarray("float32", [2, 2], Float32Array.of(1, 2, 3, 4));

  it("is read as it was written", async () => {
    await writeNpy(folder.path("a.npy"), array);
    expect(await readNpy(folder.path("a.npy"))).toEqual(array);
  });

  it("may be compressed with gzip", async () => {
    const path = await folder.write("a.npy.gz", gzipSync(toNpy(array)));
    expect(await readNpy(path)).toEqual(array);
  });

  it("is refused if it is something else", async () => {
    const path = await folder.write("a.npy", "hello");
    await expect(readNpy(path)).rejects.toThrow(new DataError(`${path} is not a .npy file. Save it with np.save.`));
  });
});

test.each(["(1e9, 2)", "(0x10, 2)", "(2.5,)", "(-1, 2)", "(,)", "(2 3)", "(9007199254740993,)", "(, 2)"])(
  "a header with the shape %s is refused, not misread",
  (shape) => {
    expect(() => parseNpy(npy(header("'|u1'", shape), new Uint8Array(64)), "f")).toThrow(
      `f: the header has the shape ${shape}, which is impossible. Save it again.`,
    );
  },
);

test("reads shapes as NumPy and Python 2 write them", () => {
  for (const [shape, sizes] of [
    ["()", []],
    ["(3,)", [3]],
    ["( 3L, 2L )", [3, 2]],
    ["(1, 2, 3)", [1, 2, 3]],
  ] as const)
    expect(parseNpy(npy(header("'|u1'", shape), new Uint8Array(8)), "f").shape).toEqual(sizes);
});

test("refuses a header of more than 64 KiB before it reads it", () => {
  const long = npy(`${" ".repeat(70_000)}${header("'|u1'")}`, new Uint8Array(2), 2);
  long.set([0, 0, 2, 0], 8);
  expect(() => parseNpy(long, "f")).toThrow("f: the header takes 131084 bytes, which is too long. Save it again.");
});
