/** The pixels of an image: three bytes each (red, green and blue), row by row from the top. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

const [CORE_HEADER, INFO_HEADER] = [12, 40];
const [PLAIN, BIT_FIELDS, ALPHA_BIT_FIELDS] = [0, 3, 6];

/** Reads the width and height of a BMP image from its header; undefined if the header is broken. */
export function bmpSize(bytes: Uint8Array): readonly [width: number, height: number] | undefined {
  if (!isBmp(bytes) || bytes.length < 26) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isCore = view.getUint32(14, true) === CORE_HEADER;
  const size = isCore ? [view.getUint16(18, true), view.getUint16(20, true)] : [view.getInt32(18, true), view.getInt32(22, true)];
  return [size[0]!, Math.abs(size[1]!)];
}

/**
 * Decodes a BMP image of Windows or OS/2 with 1, 4, 8, 16, 24 or 32 bits for each pixel, with or without a palette. Transparency
 * is ignored.
 * @throws RangeError if the image is cut short; Error if it is compressed, for example with run-length encoding.
 */
export function decodeBmp(bytes: Uint8Array): Bitmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, header] = [view.getUint32(10, true), view.getUint32(14, true)];
  const isCore = header === CORE_HEADER;
  const [width, height] = bmpSize(bytes) ?? [0, 0];
  const isTopDown = !isCore && view.getInt32(22, true) < 0;
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const packing = isCore ? PLAIN : view.getUint32(30, true);
  const hasMasks = packing === BIT_FIELDS || packing === ALPHA_BIT_FIELDS;
  if ((packing !== PLAIN && !hasMasks) || ![1, 4, 8, 16, 24, 32].includes(bits) || width < 1 || height < 1)
    throw new Error(`BMP with ${bits} bits per pixel and compression method ${packing} isn't supported`);
  const line = Math.ceil((width * bits) / 32) * 4;
  if (bytes.length < start + line * height) throw new RangeError("the image is cut short");
  const colour = bits <= 8 ? palette(bytes, 14 + header, isCore ? 3 : 4, bits) : direct(view, { bits, hasMasks });
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    const from = start + line * (isTopDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) colour(from, x, pixels, 3 * (y * width + x));
  }
  return { width, height, pixels };
}

/** Writes the colour of pixel x in the line that begins at byte `line`. */
type WriteColour = (line: number, x: number, into: Uint8Array, at: number) => void;

function palette(bytes: Uint8Array, start: number, size: number, bits: number): WriteColour {
  const perByte = 8 / bits;
  return (line, x, into, at) => {
    const byte = bytes[line + Math.floor(x / perByte)]!;
    const entry = start + size * ((byte >> (8 - bits - bits * (x % perByte))) & (2 ** bits - 1));
    for (let i = 0; i < 3; i++) into[at + i] = bytes[entry + 2 - i]!;
  };
}

function direct(view: DataView, { bits, hasMasks }: { readonly bits: number; readonly hasMasks: boolean }): WriteColour {
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const channels = (hasMasks ? [0, 4, 8].map((at) => view.getUint32(14 + INFO_HEADER + at, true)) : usual).map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift || 1 };
  });
  const size = bits / 8;
  return (line, x, into, at) => {
    const from = line + size * x;
    const value =
      bits === 16
        ? view.getUint16(from, true)
        : bits === 32
          ? view.getUint32(from, true)
          : view.getUint16(from, true) | (view.getUint8(from + 2) << 16);
    channels.forEach(({ mask, shift, most }, i) => {
      into[at + i] = Math.round((255 * ((value & mask) >>> shift)) / most);
    });
  };
}
