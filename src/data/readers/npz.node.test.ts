import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { DataError } from "../../core/errors.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { openDataset } from "../open.node.ts";
import { openNpz } from "./npz.node.ts";

/** Archives that NumPy wrote (test/fixtures/make_npz_fixtures.py). */
const archives = JSON.parse(readFileSync("test/fixtures/npz.json", "utf8")) as Record<string, string>;
const bytesOf = (name: string) => new Uint8Array(Buffer.from(archives[name]!, "base64"));
const images = Array.from({ length: 24 }, (_, i) => i);

describe.each(["stored", "deflated"])("NumPy's %s archive with Keras's names", (name) => {
  it("is opened as the requested part, with its labels", () => {
    const train = openNpz(bytesOf(name), "mnist.npz");
    expect([train.name, train.examples.dtype, train.examples.shape]).toEqual(["mnist", "uint8", [2, 3, 4]]);
    expect([...train.examples.data]).toEqual(images);
    expect([...train.labels!.data]).toEqual([1, 0]);
    const held = openNpz(bytesOf(name), "mnist.npz", { part: "test" });
    expect([held.examples.shape, held.examples.data[0], [...held.labels!.data]]).toEqual([[1, 3, 4], 100, [1]]);
  });

  it("is refused if any bit is wrong", () => {
    const whole = bytesOf(name);
    const directory = Buffer.from(whole).indexOf("PK\x01\x02");
    for (let at = 0; at < directory; at += 7) {
      const bytes = whole.slice();
      bytes[at]! ^= 16;
      try {
        expect([...openNpz(bytes, "a.npz").examples.data]).toEqual(images);
      } catch (error) {
        expect((error as Error).message).toMatch(/^a\.npz(: \w+\.npy is broken| is cut short or broken)[^\n]+again\.$/);
      }
    }
  });
});

test("opens an array by its name, with the labels that belong to it", () => {
  const { examples, labels } = openNpz(bytesOf("stored"), "a.npz", { name: "x_test" });
  expect([examples.shape, [...labels!.data]]).toEqual([[1, 3, 4], [1]]);
});

test("opens scikit-learn's data and target, also if the labels are a column", () => {
  const { examples, labels } = openNpz(bytesOf("sklearn"), "a.npz");
  expect([examples.dtype, [...examples.data], [...labels!.data]]).toEqual(["float32", [0.5, 1, 2, 3], [1, 0]]);
});

test.each([
  ["regression", "a.npz:y isn't one whole number for each example, so the examples have no labels."],
  ["names", /^The examples have no labels: a\.npz:y holds strings \(<U3\)/],
])("ignores targets of %s, with a note", (name, note) => {
  const { labels, notes } = openNpz(bytesOf(name), "a.npz");
  expect(labels).toBeUndefined();
  expect(notes).toEqual([expect.stringMatching(note)]);
});

test("opens the only array, whatever its name is", () => {
  expect([...openNpz(bytesOf("one"), "a.npz").examples.data]).toEqual(images);
});

test.each([
  ["several", {}, "a.npz holds the arrays before, after, and none has a usual name. Choose one: a.npz:before"],
  ["several", { name: "befor" }, 'a.npz has no array "befor". Did you mean "before"?'],
  ["several", { name: "nothing" }, 'a.npz has no array "nothing". It has before, after.'],
])("lists the arrays of %s if it can't choose one: %o", (name, options, message) => {
  expect(() => openNpz(bytesOf(name), "a.npz", options)).toThrow(new DataError(message));
});

test("reports a missing part by its name", () => {
  // The new names have the same length, so that only the names of the training arrays change in the archive.
  const bytes = Buffer.from(Buffer.from(bytesOf("stored")).toString("latin1").replaceAll("_train", "_other"), "latin1");
  expect(() => openNpz(bytes, "a.npz")).toThrow(
    new DataError(
      "a.npz holds the arrays x_other, y_other, x_test, y_test, and none has a usual name of the train part. Choose one: a.npz:x_other",
    ),
  );
});

test("refuses an archive that is cut short anywhere", () => {
  const whole = bytesOf("deflated");
  for (let length = 4; length < whole.length; length += 50)
    expect(() => openNpz(whole.slice(0, length), "a.npz")).toThrow(
      new DataError("a.npz is cut short or broken. Save or download it again."),
    );
});

describe("opened by its path", () => {
  const folder = temporaryFolder();

  it("recognises an archive by its content, and an array in it after a colon", async () => {
    const path = await folder.write("a.npz", bytesOf("several"));
    expect((await openDataset(`${path}:after`)).examples.shape).toEqual([2, 3, 4]);
    await expect(openDataset(`${path}:later`)).rejects.toThrow(/has no array "later"/);
    await expect(openDataset(folder.path("none.npz:a"))).rejects.toThrow(/no dataset or file ".*none\.npz"/);
  });
});
