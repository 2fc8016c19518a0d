import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inflate } from "./inflate.ts";
import { toNpy } from "./npy.ts";
import { openNpz } from "./npz.node.ts";
import { zipEntries as inNode } from "./zip.node.ts";
import { zipEntries } from "./zip.ts";
import type { Inflate } from "./zip-entry.ts";

interface Written {
  readonly name: string;
  readonly contents: Uint8Array;
  /** The size that the directory states. */
  readonly size?: number;
  /** The index of the file whose position the directory states for this one. */
  readonly at?: number;
}

/** Makes a ZIP archive, whose directory may be wrong. */
function zip(files: readonly Written[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const places: number[] = [];
  let end = 0;
  for (const { name, contents, size = contents.length, at } of files) {
    const packed = deflateRawSync(contents);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(name.length, 26);
    places.push(end);
    if (at === undefined) {
      locals.push(head, Buffer.from(name), packed);
      end += 30 + name.length + packed.length;
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc32(contents), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at === undefined ? places.at(-1)! : places[at]!, 42);
    directory.push(entry, Buffer.from(name));
  }
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50);
  last.writeUInt16LE(files.length, 10);
  last.writeUInt32LE(end, 16);
  return new Uint8Array(Buffer.concat([...locals, ...directory, last]));
}

const readers = [
  ["Node", (bytes: Uint8Array) => inNode(bytes, "a.zip")],
  ["the page", (bytes: Uint8Array) => zipEntries(bytes, "a.zip", inflate)],
] as const;
const text = new TextEncoder().encode("hello");

describe.each(readers)("an archive in %s", (_name, entriesOf) => {
  it("returns its files, and their first bytes without reading the rest", () => {
    const long = new Uint8Array(1e6).fill(65);
    const entries = entriesOf(
      zip([
        { name: "a", contents: text },
        { name: "b", contents: long },
      ]),
    );
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ["a", 5],
      ["b", 1e6],
    ]);
    expect(Buffer.compare(entries[1]!.read(), long)).toBe(0);
    expect([entries[0]!.head(), entries[1]!.head().length]).toEqual([text, 65_536]);
  });

  it.each([
    ["more than the bytes can hold", 3e8],
    ["less than there is", 2],
    ["more than there is", 9],
  ])("is broken if its directory states %s", (_what, size) => {
    const [entry] = entriesOf(zip([{ name: "a", contents: text, size }]));
    expect(() => entry!.read()).toThrow("a.zip: a is broken (its checksum differs). Save or download it again.");
  });

  it("is refused if it lists a name twice", () => {
    expect(() =>
      entriesOf(
        zip([
          { name: "a", contents: text },
          { name: "a", contents: text },
        ]),
      ),
    ).toThrow("a.zip contains a twice. Zip it again, without a password.");
  });

  it("is refused if its files share their bytes", () => {
    const zeros = new Uint8Array(2e6);
    const files = Array.from({ length: 40 }, (_, i) => ({ name: `${i}`, contents: zeros, ...(i > 0 && { at: 0 }) }));
    expect(() => entriesOf(zip(files))).toThrow("a.zip is cut short or broken. Save or download it again.");
  });

  it("with paths outside of it returns only bytes", () => {
    expect(entriesOf(zip([{ name: "/etc/passwd", contents: text }]))[0]!.read()).toEqual(text);
  });
});

it("decompresses an array only if the file in the archive is no longer than its header states", () => {
  const sizes: number[] = [];
  const npy = toNpy({ dtype: "uint8", shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) });
  const contents = new Uint8Array(64e6);
  contents.set(npy);
  const bomb = zip([{ name: "x.npy", contents }]);
  expect(() => openNpz(bomb, "a.npz")).toThrow(
    "a.npz:x: the header states 132 bytes in all, but the file is longer. Download it again.",
  );
  const counting: Inflate = {
    whole: (_packed, size) => void sizes.push(size),
    beginning: () => npy,
  };
  expect(() => zipEntries(bomb, "a.zip", counting, 1e6)[0]!.read()).toThrow(
    'a.zip: x.npy unpacks to 64 MB, but at most 1 MB are read. Zip fewer files, or allow more: maxMemory: "64MB"',
  );
  expect(sizes).toEqual([]);
});
