import { expect, it } from "vitest";
import { readerOf } from "./index.ts";
import { unreadable } from "./unread.ts";

const bytes = (text: string, length = 200) => Uint8Array.from({ length }, (_, i) => text.charCodeAt(i) || 0);
const at = (place: number, text: string) => bytes(`${"\u0001".repeat(place)}${text}`, 600);

it.each<[string, Uint8Array, string]>([
  ["a pickle", bytes("\u0080\u0004\u0095abc"), "is a Python pickle, which may run any program"],
  ["HDF5", bytes("\u0089HDF\r\n\u001a\n"), "is an HDF5 file. Save its arrays as .npz"],
  ["MATLAB's", bytes("MATLAB 5.0 MAT-file, Platform: GLNXA64"), "is a MATLAB .mat file"],
  ["SQLite's", bytes("SQLite format 3\u0000"), "is a SQLite database"],
  ["an old Excel file", bytes("\u00d0\u00cf\u0011\u00e0"), "is an old Excel or Word file"],
  ["Stata's", bytes("<stata_dta><header>"), "is a Stata file"],
  ["an older Stata file", bytes("\u0072\u0002\u0001\u0000"), "is a Stata file"],
  ["SPSS's", bytes("$FL2@(#) SPSS DATA FILE"), "is an SPSS file"],
  ["SAS's", bytes(`${"\u0000".repeat(12)}\u00c2\u00ea\u0081\u0060`), "is a SAS file"],
  ["R's", bytes("RDX3\nX\n\u0000\u0000"), "is an R file (.RData)"],
  ["one value of R", bytes("X\n\u0000\u0000\u0000\u0003"), "is an R file (.rds)"],
  ["Feather of version 1", bytes("FEA1\u0000"), "is a Feather file of version 1"],
  ["ORC", bytes("ORC\u0001"), "is an ORC file. Save its table as Parquet."],
  ["a RAR archive", bytes("Rar!\u001a\u0007"), "is a RAR archive. Save its files as a .zip."],
  ["a 7z archive", bytes("7z\u00bc\u00af'\u001c"), "is a 7z archive. Save its files as a .zip."],
  ["a tar archive", at(257, "ustar\u0000"), "is a tar archive."],
  ["a PDF", bytes("%PDF-1.7\n\u00ff\u00fe"), "is a PDF."],
  ["a PDF of text", new TextEncoder().encode("%PDF-1.4\n1 0 obj\n"), "is a PDF."],
  ["a page", new TextEncoder().encode("\n<!DOCTYPE html><html>sign in</html>"), "is a web page (HTML), not data"],
  ["XML", new TextEncoder().encode('<?xml version="1.0"?><rows/>'), "is XML, not a table."],
  [
    "a Git LFS pointer",
    new TextEncoder().encode("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
    "is a Git LFS pointer",
  ],
  [
    "bytes of no known kind",
    bytes("\u0001\u0000\u0002\u0003"),
    "has an unknown format: it begins with 01 00 02 03. Give a table (CSV, TSV, JSON, Excel, Arrow, Parquet)",
  ],
])("says what the file seems to be: %s", (_what, content, line) => {
  expect(readerOf(content, "f.dat")).toBeUndefined();
  expect(unreadable({ path: "f.dat", bytes: content, reader: undefined })).toContain(`f.dat ${line}`);
});

it.each(["BMI,age\n20,3\n", "ID3,x\n1,2\n", "ORC,y\n1,2\n", "PK,x\n1,2\n", "RIFF,x\n1,2\n"])(
  "text that begins like another format is still text: %s",
  (text) => {
    expect(readerOf(new TextEncoder().encode(text), "f.csv")?.name).toBe("csv");
  },
);
