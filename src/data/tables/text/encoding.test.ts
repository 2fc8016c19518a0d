import { expect, it } from "vitest";
import { encodingOf } from "./encoding.ts";

const text = "Straße,größe\nKöln,1\nUlm,2\n";
const of = (bytes: Uint8Array, encoding?: string) => encodingOf(bytes, "t.csv", { isWhole: true, encoding });
const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

it.each<[string, Uint8Array, string, number]>([
  ["UTF-8", Buffer.from(text), "utf-8", 0],
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`), "utf-8", 3],
  ["UTF-16", Buffer.from(text, "utf16le"), "utf-16le", 0],
  ["UTF-16 with a byte order mark", Buffer.from(`\uFEFF${text}`, "utf16le"), "utf-16le", 2],
  ["big-endian UTF-16", swapped(Buffer.from(text, "utf16le")), "utf-16be", 0],
  ["big-endian UTF-16 with a byte order mark", swapped(Buffer.from(`\uFEFF${text}`, "utf16le")), "utf-16be", 2],
  ["UTF-16 with Japanese letters", Buffer.from("名前,値\n東京,五\n大阪,七\n", "utf16le"), "utf-16le", 0],
  ["Latin-1", Buffer.from(text, "latin1"), "windows-1252", 0],
  ["Windows-1252", Buffer.from([0x61, 0x2c, 0x80, 0x0a, 0x93, 0x2c, 0x31, 0x0a]), "windows-1252", 0],
])("%s is recognised", (_what, bytes, label, mark) => {
  expect(of(bytes)).toMatchObject({ label, mark });
});

it("accepts an encoding as an option, by several names", () => {
  for (const [name, label] of [
    ["latin-1", "windows-1252"],
    ["cp1252", "windows-1252"],
    ["CP1250", "windows-1250"],
    ["shift_jis", "shift_jis"],
    ["utf_16_le", "utf-16le"],
    ["mac_roman", "macintosh"],
  ] as const)
    expect(of(Buffer.from("a,b\n"), name).label).toBe(label);
  expect(of(Buffer.from("\uFEFFa,b\n"), "utf-8")).toEqual({ label: "utf-8", mark: 3 });
  expect(() => of(Buffer.from("a"), "utf-9")).toThrow('There is no encoding "utf-9".');
});

it("refuses UTF-8 with some invalid bytes, and text of an unknown encoding", () => {
  expect(() => of(Buffer.concat([Buffer.from(text.repeat(3)), Buffer.from([0xff, 0x0a])]))).toThrow("isn't valid UTF-8");
  expect(() => of(Buffer.from([0x61, 0x81, 0x40, 0x0a]))).toThrow("is neither UTF-8 nor Windows-1252");
  expect(() => of(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).toThrow("t.csv is UTF-32. Save it as UTF-8.");
});
