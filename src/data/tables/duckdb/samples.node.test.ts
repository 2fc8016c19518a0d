import { expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { holdOut } from "./hold-out.node.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { ROW } from "./relation.node.ts";
import { evenlyDrawn, sampleTable } from "./samples.node.ts";
import { openTableSource } from "./source.node.ts";

const { write } = temporaryFolder();

it("counts each column's values, and times by their cycles", async () => {
  const lines = Array.from(
    { length: 28 },
    (_, i) =>
      `${i % 4 ? i / 2 : ""},${i < 20 ? "a" : "b"},2024-05-${String(i + 1).padStart(2, "0")} ${i % 2 ? "08" : "20"}:00:00`,
  );
  const path = await write("visits.csv", `${["x,kind,at", ...lines].join("\n")}\n`);
  const source = await openTableSource(path);
  const { rows, numbers, categories } = await sampleTable(source, await learnPreprocessing(source), "known");
  source.close();
  expect(rows).toBe(28);
  expect(numbers.x).toMatchObject({ rows: 28, missing: 7 });
  expect([...numbers.x!.values]).toEqual(Array.from({ length: 28 }, (_, i) => i / 2).filter((x) => x % 2 !== 0));
  expect(categories.kind!.counts).toEqual(
    new Map([
      ["a", 20],
      ["b", 8],
    ]),
  );
  expect(categories["at (hour)"]!.counts).toEqual(
    new Map([
      ["20", 14],
      ["8", 14],
    ]),
  );
  expect(categories["at (weekday)"]!.counts.get("Monday")).toBe(4);
});

it("counts the patterns of keys and the lengths of other texts, but not excluded columns", async () => {
  const lines = Array.from(
    { length: 200 },
    (_, i) => `${i % 2},K-${1000 + i},${i % 8 ? "ab ".repeat(i % 7) + "x".repeat(i) : ""},${i}é`,
  );
  const path = await write("keys.csv", `${["kind,key,text,secret", ...lines].join("\n")}\n`);
  const source = await openTableSource(path);
  const table = await learnPreprocessing(source, { exclude: ["secret"] });
  const { keys, numbers, categories } = await sampleTable(source, { ...table, keys: ["key"] }, "known");
  source.close();
  expect(Object.keys({ ...numbers, ...categories, ...keys })).toEqual(["kind", "text (length)", "key (pattern)"]);
  expect(keys["key (pattern)"]).toEqual({ rows: 200, missing: 0, counts: new Map([["A-9 of 6", 200]]) });
  expect(numbers["text (length)"]).toMatchObject({ rows: 200, missing: 25 });
  expect([...numbers["text (length)"]!.values].slice(0, 3)).toEqual([4, 7, 8]);
});

it("draws rows evenly, from held-out rows as from all rows", async () => {
  const path = await write("many.csv", `x\n${Array.from({ length: 50_000 }, (_, i) => i).join("\n")}\n`);
  const source = await openTableSource(path);
  const held = holdOut(source, 0.1, 42).sql;
  const counted = async (where: string) =>
    Number((await source.database.rows(`SELECT count(*) AS n FROM ${source.relation} WHERE ${where}`))[0]!.n);
  const drawn = evenlyDrawn(50_000, 10_000);
  expect(Math.abs((await counted(drawn)) - 10_000)).toBeLessThan(10);
  expect(Math.abs((await counted(`${drawn} AND ${ROW} < 25000`)) - 5000)).toBeLessThan(10);
  expect(Math.abs((await counted(`${drawn} AND ${held}`)) - 1000)).toBeLessThan(50);
  expect(evenlyDrawn(50_000, 50_000)).toBe("true");
  source.close();
});
