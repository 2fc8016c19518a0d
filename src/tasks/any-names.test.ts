import { readFile } from "node:fs/promises";
import { assert, asyncProperty } from "fast-check";
import { expect, it } from "vitest";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { readCsv } from "../data/readers/csv.ts";
import { csvLine } from "../data/tables/csv-text.ts";
import { anyNames, NASTY_NAMES } from "../data/tables/names.fixture.ts";
import { encode, exportModel, score, train } from "./node.ts";

const folder = temporaryFolder();
const ROWS = 60;

/** Returns the CSV text of a table with a key, a category, a number, a yes-or-no column and another number. */
const textOf = (names: readonly string[]): string =>
  [
    csvLine(names),
    ...Array.from({ length: ROWS }, (_, i) =>
      csvLine([`k${i}`, "pqr"[(i * 7) % 3]!, `${((i * 31) % 17) + 0.5}`, i % 3 ? "yes" : "no", `${(i * 13) % 7}`]),
    ),
  ].join("");

async function expectAllTasksTake(names: readonly string[]): Promise<void> {
  const file = await folder.write("t.csv", textOf(names));
  const model = folder.path("model");
  await train(file, { epochs: 1, codings: 2, hidden: [4], output: model, seed: 3 });
  const [encoded, scored] = [folder.path("codings.csv"), folder.path("scores.csv")];
  expect(await encode(model, file, { output: encoded })).toMatchObject({ shape: [ROWS, 2] });
  await score(model, file, { output: scored });
  for (const written of [encoded, scored]) {
    // A key with the name of a result column gets an underscore.
    const [, key] = (await readCsv(await readFile(written, "utf8"), "written.csv")).columns;
    expect([names[0], `${names[0]}_`]).toContain(key!.name);
    expect(key!.values.slice(0, 3)).toEqual(["k0", "k1", "k2"]);
  }
  const { files } = await exportModel(model, folder.path("onnx"));
  expect((await readFile(files[0]!)).length).toBeGreaterThan(100);
}

it.each([
  ["s", "select", "order", "count", "column0"],
  ["a'b", 'q"uote', "a;b; DROP TABLE source", "back\\slash", "new\nline"],
  ["größe", "名前", "🙂", "x".repeat(200), "COLUMNS(*)"],
])(
  "columns called %j, %j, %j, %j, %j can be used for training, encoded, scored and exported",
  (...names) => expectAllTasksTake(names),
  120_000,
);

it("columns of any name can be used for training, encoded, scored and exported", async () => {
  expect(NASTY_NAMES.length).toBeGreaterThan(50);
  await assert(asyncProperty(anyNames, expectAllTasksTake), { numRuns: 3, seed: 22 });
}, 300_000);
