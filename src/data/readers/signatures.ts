import { succeeds } from "../../core/attempt.ts";

/** Bytes that identify a format. */
export interface Signature {
  readonly bytes: readonly number[];
  /** Position of the bytes in the file; 0 by default. */
  readonly at?: number;
  /** The media type of an image format. For a format that isn't supported, its name and what to do. */
  readonly is: string;
}

export const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** Returns the signature of a file. Text has none: "BMI,age" isn't a bitmap. */
export const signatureIn = (signatures: readonly Signature[], bytes: Uint8Array): Signature | undefined => {
  const found = signatures.find(({ bytes: signature, at = 0 }) => signature.every((byte, i) => bytes[at + i] === byte));
  return found && !isTextual(bytes) ? found : undefined;
};

/** Whether bytes are UTF-8 text without zeros. */
function isTextual(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4096);
  return !head.includes(0) && (isUtf16(head) || isUtf8(head));
}

const isUtf8 = (head: Uint8Array): boolean =>
  succeeds(() => new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));

export const isUtf16 = ([a, b]: Uint8Array): boolean => (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);

/** Whether a file is a TIFF image, which Node reads and browsers don't. */
export const isTiff = (bytes: Uint8Array): boolean => signatureIn(TIFF, bytes) !== undefined;

const TIFF: readonly Signature[] = [
  { bytes: ascii("II*\0"), is: "a TIFF image. Save it as PNG" },
  { bytes: ascii("MM\0*"), is: "a TIFF image. Save it as PNG" },
];

const AS_CSV = "Save its table as CSV or Parquet";

/** Known formats that aren't supported: what they are and what to do, in words that follow the name of the file and "is". */
const UNREAD: readonly Signature[] = [
  ...TIFF,
  { bytes: ascii("ftyp"), at: 4, is: "a HEIC image or a video. Save images as PNG or JPEG" },
  { bytes: ascii("8BPS"), is: "a Photoshop image. Save it as PNG" },
  { bytes: ascii("DICM"), at: 128, is: "a DICOM image. Save it as PNG, or its pixels as .npy" },
  { bytes: ascii("%PDF"), is: "a PDF. Save its tables as CSV and its images as PNG" },
  { bytes: [0xfd, ...ascii("7zXZ")], is: "compressed with xz. Decompress it, or compress it as .gz" },
  { bytes: [0x04, 0x22, 0x4d, 0x18], is: "compressed with LZ4. Decompress it, or compress it as .gz" },
  { bytes: ascii("BZh"), is: "compressed with bzip2. Decompress it, or compress it as .gz" },
  { bytes: ascii("7z\xbc\xaf"), is: "a 7z archive. Save its files as a .zip" },
  { bytes: ascii("Rar!"), is: "a RAR archive. Save its files as a .zip" },
  { bytes: ascii("ustar"), at: 257, is: "a tar archive. Unpack it and give its files, or save them as a .zip" },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    is: "an old Excel or Word file (.xls, .doc), or one with a password. Save its table as .xlsx or CSV",
  },
  { bytes: [0x89, ...ascii("HDF")], is: "an HDF5 file. Save its arrays as .npz (np.savez), and its tables as Parquet" },
  {
    bytes: ascii("MATLAB 5.0 MAT"),
    is: "a MATLAB .mat file. Save its arrays as .npz (scipy.io.loadmat and np.savez), and its tables as CSV",
  },
  { bytes: ascii("MATLAB 7.3 MAT"), is: "a MATLAB .mat file (HDF5). Save its arrays as .npz (np.savez), and its tables as CSV" },
  { bytes: ascii("CDF\x01"), is: "a NetCDF file. Save its arrays as .npz (np.savez)" },
  { bytes: ascii("CDF\x02"), is: "a NetCDF file. Save its arrays as .npz (np.savez)" },
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
  { bytes: ascii("RDX2"), is: `an R file (.RData). ${AS_CSV} (write.csv)` },
  { bytes: ascii("RDX3"), is: `an R file (.RData). ${AS_CSV} (write.csv)` },
  { bytes: ascii("X\n\0\0\0"), is: `an R file (.rds). ${AS_CSV} (write.csv)` },
  { bytes: ascii("FEA1"), is: "a Feather file of version 1. Write it again in version 2, or as Parquet" },
  { bytes: ascii("ORC"), is: "an ORC file. Save its table as Parquet" },
  { bytes: ascii("Obj\x01"), is: "an Avro file. Save its table as Parquet" },
  ...[2, 3, 4, 5].map((protocol) => ({
    bytes: [0x80, protocol],
    is: "a Python pickle, which may run any program, so it isn't read. Save tables with df.to_parquet, and arrays with np.save",
  })),
  { bytes: ascii("RIFF"), is: "a sound or video file. Save its numbers as .npy" },
  { bytes: ascii("OggS"), is: "a sound or video file. Save its numbers as .npy" },
  { bytes: ascii("ID3"), is: "a sound file. Save its numbers as .npy" },
  { bytes: [0x7f, ...ascii("ELF")], is: "a program. Give a data file" },
  { bytes: ascii("{"), at: 8, is: "only the weights of a model. Give the whole folder of the model" },
];

/** Text formats that aren't tables. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs\.github\.com\/spec\//, "is a Git LFS pointer, not the file itself. Fetch the file (git lfs pull)"],
  [
    /^\s*<(!doctype html|html)/i,
    "is a web page (HTML), not data. It may be a sign-in page or an error of the server. Download the file itself",
  ],
  [/^\s*<svg|^\s*<\?xml.{0,400}<svg/is, "is a drawing (SVG). Save it as PNG"],
  [/^\s*<\?xml/i, "is XML, not a table. Save it as CSV or JSON"],
  [/^%PDF-/, "is a PDF. Save its tables as CSV and its images as PNG"],
  [/^%!PS/, "is PostScript. Save its tables as CSV and its images as PNG"],
  [/^HEADER RECORD\*{7}/, "is a SAS transport file (.xpt). Save its table as CSV or Parquet"],
  [/^SIMPLE {2}= {20}T/, "is a FITS file. Save its arrays as .npy"],
];

/** Describes a file in a known format that isn't supported, and what to do, in words that follow its name. */
export function knownAs(bytes: Uint8Array): string | undefined {
  const known = signatureIn(UNREAD, bytes);
  if (known) return `is ${known.is}`;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 512)).replace(/^\xef\xbb\xbf/, "");
  return TEXTS.find(([pattern]) => pattern.test(head))?.[1];
}
