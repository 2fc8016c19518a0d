import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { openTable } from "../open.node.ts";
import { sampleTable } from "./samples.node.ts";
import { openTableSource } from "./source.node.ts";

const folder = temporaryFolder();
const lines = Array.from({ length: 40 }, (_, i) => `${i % 7},${(i * i) % 11},${"ab"[i % 2]}`);
const table = (header: string) => folder.write("table.csv", `${header}\n${lines.join("\n")}\n`);

describe("columns with the names of object properties", () => {
  it("are sampled like other columns", async () => {
    await table("constructor,__proto__,toString");
    const { table: preprocessing } = await openTable(folder.path("table.csv"));
    const source = await openTableSource(folder.path("table.csv"));
    try {
      const { numbers, categories } = await sampleTable(source, preprocessing!, "known");
      expect([Object.keys(numbers), Object.keys(categories)]).toEqual([["constructor", "__proto__"], ["toString"]]);
    } finally {
      await source.close();
    }
  });

  it.each(["constructor", "__proto__"])("can be the label: %s", async (name) => {
    await table(`x,y,${name}`);
    const { labels, classes } = await openTable(folder.path("table.csv"), { label: name });
    expect([classes, labels?.shape]).toEqual([["a", "b"], [40]]);
  });
});
