import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { openDataset as openInNode } from "./open.node.ts";
import { openDataset } from "./open.ts";
import { toNpy } from "./readers/npy.ts";
import { csv } from "./tables/csv.fixture.ts";

const file = (name: string, contents: string | Uint8Array) => new File([contents as Uint8Array<ArrayBuffer>], name);
const text = csv("x,c", 40, (i) => [(i * i) % 7, "pq"[i % 2]]);

describe("opening a dataset in a page", () => {
  it.each(["garments", "points-3d"])("returns the same dataset by name as in Node: %s", async (name) => {
    for (const part of ["train", "test"] as const)
      expect(await openDataset(name, { count: 20, seed: 7, part })).toEqual(await openInNode(name, { count: 20, seed: 7, part }));
  });

  it("opens a table, and holds out no rows by default", async () => {
    const whole = await openDataset(file("t.csv", text));
    expect([whole.name, whole.examples.shape, whole.heldOut]).toEqual(["t.csv", [40, 4], undefined]);
    const { heldOut, classes } = await openDataset(file("t.csv", text), { table: { label: "c", validation: 0.25 } });
    expect([heldOut, classes]).toEqual([10, ["p", "q"]]);
  });

  it("opens the first examples of arrays, with their labels", async () => {
    const x = toNpy(ndarray("float32", [4, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
    const y = toNpy(ndarray("int32", [4], Int32Array.of(2, 0, 1, 1)));
    const { examples, labels } = await openDataset([file("x.npy", x), file("y.npy", y)], { count: 3 });
    expect([examples.shape, [...labels!.data]]).toEqual([
      [3, 2],
      [2, 0, 1],
    ]);
  });

  it.each<[string, Parameters<typeof openDataset>, string]>([
    ["a misspelt name", ["garment"], 'There is no dataset "garment" in a page. Did you mean "garments"?'],
    ["a dataset that only Node has", ["mnist"], "Use one of garments, points-3d, or give files."],
    ["a misspelt option", ["garments", { cuont: 3 } as never], 'Unknown option "cuont" of openDataset. Did you mean "count"?'],
    ["more examples than there are", [file("t.csv", text), { count: 50 }], "t.csv has 40 examples, but 50 were requested."],
  ])("reports in one line %s", async (_what, given, line) => {
    await expect(openDataset(...given)).rejects.toThrow(line);
  });
});
