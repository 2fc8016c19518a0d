import { gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { idx } from "../core/temporary.fixture.ts";
import { dropped } from "./dropped.fixture.ts";
import type { DroppedFile } from "./dropped.ts";
import { openFiles } from "./open-files.ts";
import { toNpy } from "./readers/npy.ts";
import { csv } from "./tables/csv.fixture.ts";

const dataset = async (...files: readonly DroppedFile[]) => {
  const opened = await openFiles(files);
  if (opened.kind !== "dataset") throw new Error("not a dataset");
  return opened.dataset;
};
const pixels = Uint8Array.from({ length: 5 * 2 * 3 }, (_, i) => i);
const images = idx(8, [5, 2, 3], pixels);
const labels = idx(8, [5], [3, 1, 4, 1, 5]);
const floats = ndarray("float32", [4, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
const table = csv("x,c", 40, (i) => [(i * i) % 7, "pq"[i % 2]]);

describe("arrays", () => {
  it("IDX, compressed or not, with labels if they are dropped too, in any order", async () => {
    const files = [dropped("train-labels-idx1-ubyte.gz", gzipSync(labels)), dropped("train-images-idx3-ubyte", images)];
    for (const some of [files, files.toReversed()]) {
      const { name, examples, labels: found } = await dataset(...some);
      expect(name).toBe("train-images-idx3-ubyte");
      expect(examples.shape).toEqual([5, 2, 3]);
      expect([...examples.data]).toEqual([...pixels]);
      expect([...found!.data]).toEqual([3, 1, 4, 1, 5]);
    }
    expect((await dataset(dropped("a", images))).labels).toBeUndefined();
  });
  it("the training part of MNIST's four files", async () => {
    const {
      name,
      examples,
      labels: found,
      notes,
    } = await dataset(
      dropped("mnist/t10k-images-idx3-ubyte", idx(8, [1, 2, 3], pixels.subarray(0, 6))),
      dropped("mnist/t10k-labels-idx1-ubyte", idx(8, [1], [7])),
      dropped("mnist/train-images-idx3-ubyte", images),
      dropped("mnist/train-labels-idx1-ubyte", labels),
      dropped("mnist/.DS_Store", "x"),
      dropped("mnist/README.md", "about"),
    );
    expect([name, examples.shape[0], found!.shape[0]]).toEqual(["train-images-idx3-ubyte", 5, 5]);
    expect(notes).toEqual([
      "The files of the test part were skipped: mnist/t10k-images-idx3-ubyte, mnist/t10k-labels-idx1-ubyte",
      "mnist/README.md was skipped, because the arrays were opened",
    ]);
  });
  it(".npy with labels", async () => {
    const whole = ndarray("int64", [4], BigInt64Array.of(2n, 0n, 1n, -1n));
    const { examples, labels: found } = await dataset(dropped("x.npy", toNpy(floats)), dropped("y.npy", toNpy(whole)));
    expect([...examples.data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...found!.data]).toEqual([2, 0, 1, -1]);
  });
  it(".npz, compressed or not", async () => {
    const y = ndarray("int32", [4], Int32Array.of(0, 1, 1, 0));
    for (const level of [0, 9] as const) {
      const bytes = zipSync({ "x_train.npy": toNpy(floats), "y_train.npy": toNpy(y) }, { level });
      const { name, examples, labels: found } = await dataset(dropped("some.npz", bytes));
      expect([name, examples.shape, [...found!.data]]).toEqual(["some", [4, 2], [0, 1, 1, 0]]);
    }
  });
});

describe("tables", () => {
  it.each([
    ["t.csv", strToU8(table)],
    ["t.csv.gz", new Uint8Array(gzipSync(table))],
    ["two-members.csv.gz", new Uint8Array(Buffer.concat([gzipSync(table.slice(0, 60)), gzipSync(table.slice(60))]))],
    ["no-ending", strToU8(table)],
    ["bom.csv", strToU8(`\uFEFF${table}`)],
    ["t.zip", zipSync({ "folder/t.csv": strToU8(table), "__MACOSX/._t.csv": strToU8("x") })],
  ])("%s", async (path, bytes) => {
    const opened = await openFiles([dropped(path, bytes)]);
    if (opened.kind !== "dataset") throw new Error();
    expect(opened.dataset.table!.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["x number", "c category"]);
    expect(opened.dataset.examples.shape).toEqual([40, 4]);
  });
  it("has the cells of every column in the order of the examples, also of columns that aren't features", async () => {
    const text = csv("id,x,c", 40, (i) => [`row ${i}`, (i * i) % 7, "pq"[i % 2]]);
    const opened = await openFiles([dropped("t.csv", text)], { label: "c" });
    if (opened.kind !== "dataset") throw new Error();
    const { dataset: made, cells } = opened;
    expect(cells!.map(({ name }) => name)).toEqual(["id", "x", "c"]);
    expect(cells![0]!.values).toEqual(Array.from(made.rowIndices!, (row) => `row ${row}`));
    expect(cells![2]!.values).toEqual(Array.from(made.labels!.data, (label) => made.classes![label]));
    expect(made.keys).toEqual({ id: cells![0]!.values });
    expect(made.heldOut).toBe(4);
  });
});

describe("opens the files that can be opened, and skips", () => {
  const broken = dropped("photo.png", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2));
  const gone: DroppedFile = { path: "gone.csv", size: 1, bytes: () => Promise.reject(new Error("NotReadableError")) };
  const prose = dropped(
    "notes.txt",
    "Dear reader, these are the measurements.\nIt was cold, and the sensor was new, so beware.\n",
  );
  it.each<[string, readonly DroppedFile[], string]>([
    [
      "a broken gzip",
      [dropped("b.csv.gz", new Uint8Array(gzipSync(table)).subarray(0, 60))],
      "Skipped: b.csv.gz: the gzip is cut short",
    ],
    ["a file that is gone", [gone], "Skipped: gone.csv can't be read"],
    ["a broken array", [dropped("x.npy", toNpy(floats).subarray(0, 90))], "Skipped: x.npy"],
    [
      "text with the ending .npy",
      [dropped("x.npy", "nonsense")],
      "Skipped: x.npy is not a .npy file (its first bytes are 6e 6f 6e 73)",
    ],
    ["prose", [prose], "Skipped: notes.txt isn't a table: its lines don't have the same columns."],
    ["an image, too few to train a model on", [broken], "photo.png was skipped, because the table was opened"],
    [
      "four files that are no images in spite of their names",
      ["a", "b", "c", "d"].map((name) => dropped(`${name}.png`, "x")),
      "Skipped: None of the 4 images can be read: ",
    ],
    ["others", [dropped("a.md", "x"), dropped("b.md", "x")], "a.md, b.md were skipped, because the table was opened"],
  ])("%s, next to a table", async (_what, others, note) => {
    const opened = await openFiles([...others, dropped("t.csv", table)]);
    if (opened.kind !== "dataset") throw new Error();
    expect(opened.dataset.examples.shape).toEqual([40, 4]);
    expect(opened.dataset.notes!.join("\n")).toContain(note);
    expect(opened.table!.notes ?? opened.dataset.notes).toEqual(opened.dataset.notes);
  });
  it("a broken table, next to an array", async () => {
    const { examples, notes } = await dataset(dropped("x.npy", toNpy(floats)), dropped("t.csv", "a,b\n1\n"));
    expect([examples.shape, notes]).toEqual([[4, 2], ["t.csv was skipped, because the arrays were opened"]]);
  });
  it("no list of words, which is a table", async () => {
    const { examples } = await dataset(
      dropped(
        "w.txt",
        csv("word,rank", 40, (i) => ["a few words of it", i % 5].with(0, `${"pq"[i % 2]} and more of it`)),
      ),
    );
    expect(examples.shape[0]).toBe(40);
  });
});

describe("a model's folder", () => {
  const files = { "config.json": strToU8("{}"), "model.safetensors": new Uint8Array(9), "encoder.onnx": new Uint8Array(3) };
  it("is opened by the names of its files, from a folder and from a .zip", async () => {
    const folder = Object.entries(files).map(([name, bytes]) => dropped(`models/run/${name}`, bytes));
    const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`run/${name}`, bytes])));
    for (const opened of [
      await openFiles([...folder, dropped("models/x.csv", table)]),
      await openFiles([dropped("run.zip", zip)]),
    ])
      expect(opened).toEqual({ kind: "model", files });
  });
});

describe("reads text", () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${(i * 7) % 11},${["grün", "rot"][i % 2]},${i % 50} %`).join("\n");
  it.each<[string, Uint8Array | string, readonly string[]]>([
    ["in Latin-1", new Uint8Array(Buffer.from(`x,c,p\n${rows}\n`, "latin1")), ["x", "c", "p"]],
    ["in UTF-16", new Uint8Array(Buffer.from(`\uFEFFx,c,p\n${rows}\n`, "utf16le")), ["x", "c", "p"]],
    ["with a column name that occurs twice", `x,c,x\n${rows}\n`, ["x", "c", "x_2"]],
  ])("%s", async (_what, text, names) => {
    const { table } = await dataset(dropped("t.csv", text));
    expect(table!.columns.map(({ name }) => name)).toEqual(names);
    expect(table!.columns[1]).toMatchObject({ kind: "category", values: ["grün", "rot"] });
    expect(table!.columns[2]!.kind).toBe("number");
  });
});

describe("reports in one line", () => {
  const huge: DroppedFile = { path: "huge.csv", size: 2e9, bytes: () => Promise.reject(new Error("never read")) };
  const gone: DroppedFile = { path: "gone.csv", size: 1, bytes: () => Promise.reject(new Error("NotReadableError")) };
  const bomb = zipSync({ "bomb.csv": new Uint8Array(1000) });
  new DataView(bomb.buffer).setUint32(bomb.length - 22 - 8 - 46 + 24, 3e9, true);
  const lying = zipSync({ "zeros.csv": new Uint8Array(1e6) });
  new DataView(lying.buffer).setUint32(lying.length - 22 - "zeros.csv".length - 46 + 24, 100, true);
  const objects = new Uint8Array(Buffer.from(Buffer.from(toNpy(floats)).toString("latin1").replace("'<f4'", "'|O' "), "latin1"));
  const wrong = new Uint8Array(gzipSync(table, { level: 0 }));
  wrong[40]! ^= 1;
  const parquet = Uint8Array.from([...strToU8("PAR1"), ...new Uint8Array(40).fill(7), ...strToU8("PAR1")]);
  it.each<[string, readonly DroppedFile[], string]>([
    ["nothing", [], "Nothing to open: the files you dropped are hidden, or the folder is empty."],
    [
      "hidden files only",
      [dropped("folder/.DS_Store", "x")],
      "Nothing to open: the files you dropped are hidden, or the folder is empty.",
    ],
    ["too large", [huge], "huge.csv has 2 GB, but a page can open at most 512 MB. Use the command line: codings train huge.csv"],
    ["a file that is gone", [gone], "gone.csv can't be read: it was changed, moved or deleted. Drop it again."],
    ["an empty file", [dropped("t.csv", "")], "t.csv is empty. Drop another."],
    [
      "an unknown format",
      [dropped("x.bin", Uint8Array.of(1, 0, 2, 3))],
      "x.bin has an unknown format: it begins with 01 00 02 03.",
    ],
    ["text with the ending .npy", [dropped("x.npy", "nonsense")], "x.npy is not a .npy file (its first bytes are 6e 6f 6e 73)."],
    [
      "unknown bytes with the ending .npz",
      [dropped("x.npz", Uint8Array.of(1, 0, 2, 3))],
      "x.npz is not a .npz file (its first bytes are 01 00 02 03).",
    ],
    [
      "prose",
      [dropped("notes.txt", "Bring the probe back on Monday.\nThe second run, sadly, was shorter than planned.\n")],
      "notes.txt isn't a table: its lines don't have the same columns.",
    ],
    [
      "prose without commas",
      [dropped("notes", "Bring the probe back on Monday.\nThe second run was shorter than planned.\n")],
      "notes isn't a table: ",
    ],
    [
      "several files that are all broken",
      [dropped("t.csv", "a,b\n"), dropped("x.npy", toNpy(floats).subarray(0, 90))],
      "t.csv has no rows.",
    ],
    ["a TIFF", [dropped("x.tif", strToU8("II*\0\0"))], "x.tif is a TIFF image. Save it as PNG"],
    ["weights alone", [dropped("model.safetensors", strToU8("\u0001\0\0\0\0\0\0\0{"))], "Drop the whole folder of the model."],
    [
      "an Excel file",
      [dropped("t.xlsx", zipSync({ "[Content_Types].xml": strToU8("<") }))],
      "t.xlsx is an Excel, Word or PowerPoint file",
    ],
    [
      "a folder of something else",
      [dropped("f/a.md", "a"), dropped("f/b.md", "b")],
      "f contains 2 .md, and none of these formats can be opened.",
    ],
    [
      "two tables",
      [dropped("a.csv", table), dropped("b.csv", table)],
      "There are 2 files to choose from: a.csv, b.csv. Drop one of them.",
    ],
    [
      "IDX cut short",
      [dropped("a.idx", images.subarray(0, 30))],
      "a.idx: the header states 5 images of 2 x 3, but the file ends after 2.",
    ],
    [
      "labels alone",
      [dropped("y.idx", labels)],
      "y.idx holds an array of shape [5]: labels without examples. Drop the file with the examples too.",
    ],
    [
      "other labels",
      [dropped("x.npy", toNpy(floats)), dropped("y.idx", labels)],
      "x.npy has 4 examples, but 5 labels. Give one label for each example.",
    ],
    [
      "two arrays",
      [dropped("a", images), dropped("b.npy", toNpy(floats))],
      "a and b.npy could each hold the examples. Drop only one of them.",
    ],
    ["NumPy's objects", [dropped("o.npy", objects)], "o.npy holds Python objects, which aren't supported."],
    [
      "NaN",
      [dropped("n.npy", toNpy(ndarray("float32", [1, 2], Float32Array.of(1, Number.NaN))))],
      "n.npy: row 0, column 1 is NaN",
    ],
    [
      "a gzip cut short",
      [dropped("t.csv.gz", new Uint8Array(gzipSync(table)).subarray(0, 60))],
      "t.csv.gz: the gzip is cut short or broken.",
    ],
    ["a gzip with a wrong checksum", [dropped("t.csv.gz", wrong)], "t.csv.gz: the gzip is cut short or broken."],
    ["a broken .zip", [dropped("t.zip", zipSync({ "t.csv": strToU8(table) }).subarray(0, 80))], "t.zip is cut short or broken."],
    ["an empty .zip", [dropped("t.zip", zipSync({}))], "t.zip contains no files."],
    ["a zip bomb", [dropped("b.zip", bomb)], "b.zip unpacks to 3 GB, but a page can open at most 512 MB."],
    [
      "a .zip that unpacks to more than its directory states",
      [dropped("l.zip", lying)],
      "l.zip: zeros.csv is broken (its checksum differs).",
    ],
    [
      "a ragged row",
      [
        dropped(
          "t.csv",
          csv("a,b,c", 30, (i) => (i === 7 ? [1, 2] : [1, i, "x"])),
        ),
      ],
      "t.csv, line 9 has 2 columns, but the other lines have 3.",
    ],
    ["an open quote", [dropped("t.csv", 'a,b\n1,2\n"3,4\n5,6\n')], "t.csv, line 3: a quoted text doesn't end. Close its quotes."],
    ["no rows", [dropped("t.csv", "a,b\n")], "t.csv has no rows."],
    ["infinity", [dropped("t.jsonl", '{"x":1}\n{"x":1e999}\n{"x":3}\n')], 't.jsonl: column "x" is inf in row 2.'],
    ["infinity", [dropped("t.jsonl", '{"x":1}\n{"x":1e999}\n{"x":3}\n')], 't.jsonl: column "x" is inf in row 2.'],
    [
      "a web page instead of a table",
      [dropped("t.csv", "<!DOCTYPE html><p>Sign in")],
      "t.csv is a web page (HTML), not data. It may be a sign-in page or an error of the server. Download the file itself.",
    ],
    [
      "broken JSON",
      [dropped("t.json", '[{"a": 1},\n{"a": }]')],
      "the JSON is broken (Unexpected token '}'). Correct it, or save it again.",
    ],
    ["a broken line of JSON", [dropped("t.jsonl", '{"a": 1}\n{"a": \n')], "t.jsonl, line 2: the JSON is broken"],
    ["numbers in JSON", [dropped("t.json", "[1, 2]")], "t.json: row 1 is 1, but each row must be an object"],
    ["broken Parquet", [dropped("t.parquet", parquet)], "t.parquet is not a whole Parquet file"],
    ["one row", [dropped("t.csv", "a,b\n1,x\n")], "t.csv has 1 row, but at least two are needed"],
    ["a table without features", [dropped("t.csv", "a\nsome words\n\n")], "t.csv has "],
    [
      "two models",
      ["a", "b"].flatMap((name) => [dropped(`m/${name}/config.json`, "{}"), dropped(`m/${name}/model.safetensors`, "x")]),
      "There are 2 models: m/a/, m/b/.",
    ],
    [
      "weights without their configuration",
      [dropped("m/model.safetensors", "x"), dropped("m/a.csv", table)],
      "its config.json is missing",
    ],
  ])("%s", async (_what, files, line) => {
    const error = (await openFiles(files).then(
      () => new Error("nothing was wrong"),
      (caught: Error) => caught,
    )) as Error;
    expect(error.message).toContain(line);
    expect(error.message).not.toContain("\n");
    expect(["DataError", "OptionError"]).toContain(error.name);
  });
});
