import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { DataError } from "../../core/errors.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { openDataset } from "../open.node.ts";
import { openNpz } from "./npz.node.ts";

/** Archives that NumPy has written (test/fixtures/make_npz_fixtures.py). */
const archives = JSON.parse(readFileSync("test/fixtures/npz.json", "utf8")) as Record<string, string>;
const bytesOf = (name: string) => new Uint8Array(Buffer.from(archives[name]!, "base64"));
const images = Array.from({ length: 24 }, (_, i) => i);

describe.each(["stored", "deflated"])("NumPy's %s archive with Keras's names", (name) => {
  it("is opened as the part asked for, with its labels", () => {
    const train = openNpz(bytesOf(name), "mnist.npz");
    expect([train.name, train.examples.dtype, train.examples.shape]).toEqual(["mnist", "uint8", [2, 3, 4]]);
    expect([...train.examples.data]).toEqual(images);
    expect([...train.labels!.data]).toEqual([1, 0]);
    const held = openNpz(bytesOf(name), "mnist.npz", { part: "test" });
    expect([held.examples.shape, held.examples.data[0], [...held.labels!.data]]).toEqual([[1, 3, 4], 100, [1]]);
  });

  it("says that a bit is wrong, wherever it is", () => {
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

test("an array by its name comes with the labels of that name", () => {
  const { examples, labels } = openNpz(bytesOf("stored"), "a.npz", { name: "x_test" });
  expect([examples.shape, [...labels!.data]]).toEqual([[1, 3, 4], [1]]);
});

test("scikit-learn's data and target are taken, labels in a column too", () => {
  const { examples, labels } = openNpz(bytesOf("sklearn"), "a.npz");
  expect([examples.dtype, [...examples.data], [...labels!.data]]).toEqual(["float32", [0.5, 1, 2, 3], [1, 0]]);
});

test.each([
  ["regression", "a.npz:y isn't one whole number an example, so the examples have no labels."],
  ["names", /^The examples have no labels: a\.npz:y holds texts \(<U3\)/],
])("targets of %s are no labels, which a note says", (name, note) => {
  const { labels, notes } = openNpz(bytesOf(name), "a.npz");
  expect(labels).toBeUndefined();
  expect(notes).toEqual([expect.stringMatching(note)]);
});

test("the only array is taken, whatever its name", () => {
  expect([...openNpz(bytesOf("one"), "a.npz").examples.data]).toEqual(images);
});

test.each([
  ["several", {}, "a.npz holds before, after: none of a usual name. Say which to take: a.npz:before"],
  ["several", { name: "befor" }, 'a.npz has no array "befor". Did you mean "before"?'],
  ["several", { name: "nothing" }, 'a.npz has no array "nothing". It has before, after.'],
])("of %s, asked for %o, it says what there is", (name, options, message) => {
  expect(() => openNpz(bytesOf(name), "a.npz", options)).toThrow(new DataError(message));
});

test("a part that isn't there is missed by name", () => {
  // Of equal length, so that the archive stays whole but for the names of the training arrays.
  const bytes = Buffer.from(Buffer.from(bytesOf("stored")).toString("latin1").replaceAll("_train", "_other"), "latin1");
  expect(() => openNpz(bytes, "a.npz")).toThrow(
    new DataError(
      "a.npz holds x_other, y_other, x_test, y_test: no usual name of the train part. Say which to take: a.npz:x_other",
    ),
  );
});

test("an archive cut short anywhere says so", () => {
  const whole = bytesOf("deflated");
  for (let length = 4; length < whole.length; length += 50)
    expect(() => openNpz(whole.slice(0, length), "a.npz")).toThrow(
      new DataError("a.npz is cut short or broken. Save or download it again."),
    );
});

describe("opened by its path", () => {
  const folder = temporaryFolder();

  it("is seen from its content, and an array of it by a colon", async () => {
    const path = await folder.write("a.npz", bytesOf("several"));
    expect((await openDataset(`${path}:after`)).examples.shape).toEqual([2, 3, 4]);
    await expect(openDataset(`${path}:later`)).rejects.toThrow(/has no array "later"/);
    await expect(openDataset(folder.path("none.npz:a"))).rejects.toThrow(/no dataset or file ".*none\.npz"/);
  });
});
