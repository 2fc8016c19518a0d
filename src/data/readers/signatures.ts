import { succeeds } from "../../core/attempt.ts";

/** The first bytes that tell a format. */
export interface Signature {
  readonly bytes: readonly number[];
  /** Where they stand; 0 by default. */
  readonly at?: number;
  /** The media type of a picture; of a format that isn't read, its name, and what to do. */
  readonly is: string;
}

export const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** The signature that a file begins with. Text begins with none: "BMI,age" is no bitmap. */
export const signatureIn = (signatures: readonly Signature[], bytes: Uint8Array): Signature | undefined => {
  const found = signatures.find(({ bytes: signature, at = 0 }) => signature.every((byte, i) => bytes[at + i] === byte));
  return found && !isTextual(bytes) ? found : undefined;
};

/** Text has no zeros, and no bytes that aren't UTF-8's. */
function isTextual(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return !head.includes(0) && (isUtf16(head) || isUtf8(head));
}

const isUtf8 = (head: Uint8Array): boolean =>
  succeeds(() => new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));

export const isUtf16 = ([a, b]: Uint8Array): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);

/** TIFF pictures, which Node reads and browsers don't. */
export const isTiff = (bytes: Uint8Array): boolean => signatureIn(TIFF, bytes) !== undefined;

const TIFF: readonly Signature[] = [
  { bytes: ascii("II*\0"), is: "a TIFF picture. Save it as PNG" },
  { bytes: ascii("MM\0*"), is: "a TIFF picture. Save it as PNG" },
];

const AS_CSV = "Save its table as CSV or Parquet";

/** Formats that are known and not read: what they are, and what to do, in words that follow a file's name. */
const UNREAD: readonly Signature[] = [
  ...TIFF,
  { bytes: ascii("ftyp"), at: 4, is: "a HEIC picture or a film. Save pictures as PNG or JPEG" },
  { bytes: ascii("8BPS"), is: "a Photoshop picture. Save it as PNG" },
  { bytes: ascii("DICM"), at: 128, is: "a DICOM picture. Save it as PNG, or its pixels as .npy" },
  { bytes: ascii("%PDF"), is: "a PDF. Give its tables as CSV, its pictures as PNG" },
  { bytes: [0xfd, ...ascii("7zXZ")], is: "packed by xz. Unpack it, or pack it as .gz" },
  { bytes: [0x04, 0x22, 0x4d, 0x18], is: "packed by LZ4. Unpack it, or pack it as .gz" },
  { bytes: ascii("BZh"), is: "packed by bzip2. Unpack it, or pack it as .gz" },
  { bytes: ascii("7z\xbc\xaf"), is: "a 7z archive. Pack it as .zip" },
  { bytes: ascii("Rar!"), is: "a RAR archive. Pack it as .zip" },
  { bytes: ascii("ustar"), at: 257, is: "a tar archive. Unpack it and give the files, or pack them as .zip" },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    is: "an old Excel or Word file (.xls, .doc), or one with a password. Save its table as .xlsx or CSV",
  },
  { bytes: [0x89, ...ascii("HDF")], is: "HDF5. Save its arrays as .npz (np.savez), its tables as Parquet" },
  {
    bytes: ascii("MATLAB 5.0 MAT"),
    is: "a MATLAB .mat file. Save its arrays as .npz (np.savez of scipy.io.loadmat), its tables as CSV",
  },
  { bytes: ascii("MATLAB 7.3 MAT"), is: "a MATLAB .mat file (HDF5). Save its arrays as .npz (np.savez), its tables as CSV" },
  { bytes: ascii("CDF\x01"), is: "NetCDF. Save its arrays as .npz (np.savez)" },
  { bytes: ascii("CDF\x02"), is: "NetCDF. Save its arrays as .npz (np.savez)" },
  {
    bytes: ascii("SQLite format 3"),
    is: `a SQLite database. Export one of its tables as CSV (sqlite3 -csv -header FILE "SELECT * FROM …")`,
  },
  { bytes: ascii("DUCK"), at: 8, is: "a DuckDB database. Export one of its tables (COPY … TO 'table.parquet')" },
  { bytes: ascii("<stata_dta>"), is: `a Stata file (.dta). ${AS_CSV}` },
  ...[113, 114, 115].map((version) => ({ bytes: [version, 2, 1, 0], is: `a Stata file (.dta). ${AS_CSV}` })),
  { bytes: ascii("$FL2"), is: `an SPSS file (.sav). ${AS_CSV}` },
  { bytes: ascii("$FL3"), is: `an SPSS file (.zsav). ${AS_CSV}` },
  { bytes: [0xc2, 0xea, 0x81, 0x60], at: 12, is: `a SAS file (.sas7bdat). ${AS_CSV}` },
  { bytes: ascii("RDX2"), is: `R's data (.RData). ${AS_CSV} (write.csv)` },
  { bytes: ascii("RDX3"), is: `R's data (.RData). ${AS_CSV} (write.csv)` },
  { bytes: ascii("X\n\0\0\0"), is: `R's data (.rds). ${AS_CSV} (write.csv)` },
  { bytes: ascii("FEA1"), is: "Feather of version 1. Write it again in version 2, or as Parquet" },
  { bytes: ascii("ORC"), is: "ORC. Save its table as Parquet" },
  { bytes: ascii("Obj\x01"), is: "Avro. Save its table as Parquet" },
  ...[2, 3, 4, 5].map((protocol) => ({
    bytes: [0x80, protocol],
    is: "a Python pickle, which may run any program and so isn't read. Save tables with df.to_parquet, arrays with np.save",
  })),
  { bytes: ascii("RIFF"), is: "sound or a film. Save numbers as .npy" },
  { bytes: ascii("OggS"), is: "sound or a film. Save numbers as .npy" },
  { bytes: ascii("ID3"), is: "sound. Save numbers as .npy" },
  { bytes: [0x7f, ...ascii("ELF")], is: "a program. Give a file of data" },
  { bytes: ascii("{"), at: 8, is: "a model's weights alone. Give the model's whole folder" },
];

/** Text that is no table. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\/spec\//,
    "is a pointer of Git LFS, not the file itself. Fetch the file (git lfs pull), and give that",
  ],
  [/^\s*<(!doctype html|html)/i, "is a page (HTML), not data: a server's sign-in page or error, maybe. Download the file itself"],
  [/^\s*<svg|^\s*<\?xml.{0,400}<svg/is, "is a drawing (SVG). Save it as PNG"],
  [/^\s*<\?xml/i, "is XML, not a table. Save it as CSV or JSON"],
  [/^%PDF-/, "is a PDF. Give its tables as CSV, its pictures as PNG"],
  [/^%!PS/, "is PostScript. Give its tables as CSV, its pictures as PNG"],
  [/^HEADER RECORD\*{7}/, "is a SAS transport file (.xpt). Save its table as CSV or Parquet"],
  [/^SIMPLE {2}= {20}T/, "is FITS. Save its arrays as .npy"],
];

/** Of a kind of file that is known and isn't read, what it is and what to do, in words that follow its name. */
export function knownAs(bytes: Uint8Array): string | undefined {
  const known = signatureIn(UNREAD, bytes);
  if (known) return `is ${known.is}`;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 512)).replace(/^\xef\xbb\xbf/, "");
  return TEXTS.find(([pattern]) => pattern.test(head))?.[1];
}
