import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import type { NumberColumn } from "../schema/columns.ts";
import { cellFromFeatures } from "../schema/features.ts";
import { writeTable } from "./write.node.ts";

const folder = temporaryFolder();

it.each([
  ["csv", "score\n0.1\n482.37442\n1e-10\n\n"],
  ["jsonl", '{"score":0.1}\n{"score":482.37442}\n{"score":1e-10}\n{"score":null}\n'],
])("writes results with the digits of float32 (%s)", async (ending, text) => {
  const file = folder.path(`scores.${ending}`);
  const scores = [Float32Array.of(0.1, 482.3744201660156, 1e-10, Number.NaN)];
  await writeTable(file, [{ name: "score", type: "number" }], 4, (write) => write(scores));
  expect(readFileSync(file, "utf8")).toBe(text);
});

it("writes a model's number with no more decimals than float32 has in its column's unit", () => {
  const column = { kind: "number", name: "x", missing: 0, scaling: "standard", whole: false } as const;
  const given = (about: Pick<NumberColumn, "center" | "scale">, x: number) =>
    cellFromFeatures({ ...column, ...about }, [Math.fround(x)]);
  expect(given({ center: 10, scale: 2 }, -1.5453510284423828)).toBe(6.9092979);
  expect(given({ center: 1e9, scale: 0.001 }, 1 / 3)).toBe(1_000_000_000.0003333);
  expect(given({ center: 0, scale: 1e12 }, 0.1)).toBe(100_000_001_490);
});

it("writes a table completely, or not at all if writing ends early", async () => {
  const columns = [{ name: "row", type: "whole" }] as const;
  const rows = (n: number) => [Int32Array.from({ length: n }, (_, i) => i)];
  expect(await writeTable(folder.path("whole.csv"), columns, 2, (write) => write(rows(2)).then(() => "done"))).toBe("done");
  expect(readFileSync(folder.path("whole.csv"), "utf8")).toBe("row\n0\n1\n");
  const failing = writeTable(folder.path("part.csv"), columns, 4, async (write) => {
    await write(rows(2));
    throw new Error("enough");
  });
  await expect(failing).rejects.toThrow("enough");
  expect(readdirSync(folder.path("")).filter((name) => name.includes("part"))).toEqual([]);
});
