import { describe, expect, it } from "vitest";
import { csv } from "../csv.fixture.ts";
import { learnPreprocessing } from "./learn.node.ts";
import { ROW } from "./relation.node.ts";
import { tables } from "./tables.fixture.ts";

const table = tables();
const learn = async (text: string, options = {}) => learnPreprocessing(await table.openText("t.csv", text), options);
const column = async (row: (i: number) => unknown, count = 200, options = {}) => {
  const { columns, leftOut, keys } = await learn(
    csv("other,x", count, (i) => [(i * 7919) % 101, row(i)]),
    options,
  );
  const made = columns.find(({ name }) => name === "x");
  return made ?? { ...leftOut.find(({ name }) => name === "x"), isKey: keys.includes("x") };
};

describe("finds out what a column contains", () => {
  it("numbers, with mean and standard deviation", async () => {
    const made = await column((i) => i % 5);
    expect(made).toMatchObject({ kind: "number", scaling: "standard", center: 2, whole: true, missing: 0 });
    expect((made as { scale: number }).scale).toBeCloseTo(Math.SQRT2, 12);
  });
  it("heavy-tailed numbers, with median and quartiles", async () => {
    expect(await column((i) => (i === 0 ? 1e6 : i % 101))).toMatchObject({ scaling: "robust", center: 50 });
  });
  it("categories, the most frequent first; values that occur once share a feature", async () => {
    const made = await column((i) => (i === 0 ? "once" : i % 3 ? "b" : "a"));
    expect(made).toMatchObject({ kind: "category", values: ["b", "a"], open: true, rest: 1 / 200 });
    const shares = [133 / 200, 66 / 200, 1 / 200];
    expect((made as { entropy: number }).entropy).toBeCloseTo(-shares.reduce((sum, p) => sum + p * Math.log(p), 0), 12);
  });
  it("booleans, also as yes and no", async () => {
    for (const [yes, no] of [
      ["true", "false"],
      ["yes", "no"],
    ])
      expect(await column((i) => (i % 3 ? yes : no))).toMatchObject({ values: ["false", "true"], open: false });
  });
  it("numbers that an option declares categories", async () => {
    expect(await column((i) => i % 3, 200, { categories: ["x"] })).toMatchObject({ kind: "category", values: ["0", "1", "2"] });
  });
  it.each([
    ["day", (i: number) => `2024-01-01 ${String(i % 24).padStart(2, "0")}:00:00`, ["day"]],
    ["week", (i: number) => `2024-01-${10 + (i % 9)}`, ["week"]],
    ["year", (i: number) => `2024-${String(1 + (i % 12)).padStart(2, "0")}-10`, ["week", "year"]],
  ])("times, by their position in the %s", async (_what, row, cycles) => {
    expect(await column(row)).toMatchObject({ kind: "date", cycles });
  });
  it.each([
    ["identifiers", (i: number) => `user-${i}`, { why: "differs in every row", isKey: true }],
    ["row numbers", (i: number) => 1 + i, { why: "contains row numbers", isKey: true }],
    ["prose", (i: number) => `some words ${i % 150}`, { why: "has too many different values", isKey: false }],
    ["constants", () => 3, { why: "is the same in every row" }],
    ["constants that some rows lack", (i: number) => (i % 2 ? 3 : ""), { why: "is the same in every row that has a value" }],
    ["nothing", () => "", { why: "has no values" }],
  ])("%s are left out", async (_what, row, found) => {
    expect(await column(row)).toMatchObject(found);
  });
  it("years in sequence, and a few numbers that happen to be consecutive, are learned", async () => {
    expect(await column((i) => 1800 + i)).toMatchObject({ kind: "number", whole: true });
    const few = async (name: string, numbers: readonly number[]) => {
      const text = csv(`${name},c`, numbers.length, (i) => [numbers[i], "ab"[i % 2]]);
      const { columns, keys } = await learnPreprocessing(await table.openText("t.csv", text));
      return columns.some((one) => one.name === name) ? "learned" : keys.includes(name) ? "key" : "left out";
    };
    expect(await few("cases", [3, 1, 2, 5, 4, 0, 7, 6])).toBe("learned");
    expect(await few("smoking_no", [100, 688, 747, 598, 172, 308, 316, 205])).toBe("learned");
    expect(await few("Obs", [1, 2, 3, 4, 5, 6])).toBe("key");
    expect(
      await few(
        "order_no",
        Array.from({ length: 40 }, (_, i) => 5000 + 37 * i),
      ),
    ).toBe("key");
    expect(
      await few(
        "n",
        Array.from({ length: 40 }, (_, i) => i),
      ),
    ).toBe("key");
    expect(
      await few(
        "n",
        Array.from({ length: 40 }, (_, i) => 2024 - i),
      ),
    ).toBe("learned");
  });
  it("missing values, and NaN", async () => {
    expect(await column((i) => (i % 4 ? i % 7 : ["", "NA", "NaN", "?"][i % 3]))).toMatchObject({ kind: "number", missing: 0.25 });
  });
  it("numbers with spaces around them", async () => {
    expect(await column((i) => ` ${i % 5} `)).toMatchObject({ kind: "number", center: 2 });
  });
});

it.each([
  ["€ 5", 6],
  ['"1,234.50"', 4234.5],
  ["3 %", 0.05],
  ["1 234", 4234],
])("numbers written like %s are numbers", async (value, center) => {
  const found = await column((i) => (i % 2 ? value : value.replace(/\d/, "7")));
  expect(found).toMatchObject({ kind: "number", center });
});

it("lists and mixed values are left out; the values in objects become columns", async () => {
  const source = await table.openText(
    "t.jsonl",
    '{"x":1,"l":[1],"o":{"a":1,"b.c":{"d":7}},"m":{"a":1}}\n{"x":2,"l":[2],"o":{"a":2},"m":3}\n{"x":4,"l":[2],"o":{"a":2,"b.c":{"d":5}},"m":3}\n',
  );
  const { leftOut, columns } = await learnPreprocessing(source);
  expect(columns.map(({ name }) => name)).toEqual(["x", "o.a", "o.b.c.d"]);
  expect(leftOut.map(({ name, why }) => `${name} ${why}`)).toEqual([
    "l contains lists, which aren't numbers, texts or times",
    "m contains objects, which aren't numbers, texts or times",
  ]);
});

describe("texts among numbers", () => {
  it("count as missing, up to a tenth of the values", async () => {
    expect(await column((i) => (i % 10 === 7 ? "oops" : i / 2))).toMatchObject({ kind: "number", missing: expect.closeTo(0.1) });
    expect(await column((i) => (i % 9 === 7 ? "oops" : i % 5))).toMatchObject({ kind: "category" });
  });
  it("count as missing among decimals or times that all differ", async () => {
    const two = (n: number) => String(n).padStart(2, "0");
    expect(await column((i) => (i % 20 === 7 ? `${i}x` : `${i}.25`))).toMatchObject({ kind: "number" });
    const time = (i: number) => `2024-01-${two(1 + (i % 28))} ${two(i % 24)}:${two(i % 60)}`;
    expect(await column((i) => (i % 20 === 7 ? `at ${i}` : time(i)))).toMatchObject({ kind: "date" });
    expect(await column((i) => (i % 20 === 7 ? "noon" : `${two(i % 24)}:30`))).toMatchObject({ kind: "date", type: "TIME" });
  });
  it("don't change an identifier", async () => {
    const key = { why: "contains row numbers", isKey: true };
    expect(await column((i) => (i === 7 ? "7o" : i))).toMatchObject(key);
    expect(await column((i) => (i === 7 ? "7o" : i / 2))).toMatchObject({ kind: "number" });
    const codes = { why: "differs in every row", isKey: true };
    expect(await column((i) => (i % 20 === 7 ? `${5000 + 7 * i}a` : 5000 + 7 * i))).toMatchObject(codes);
  });
  it("don't change codes with leading zeros", async () => {
    expect(await column((i) => (i === 7 ? "00o" : `00${i % 5}`))).toMatchObject({ kind: "category", values: { length: 5 } });
  });
});

describe("reports a mistake in one line", () => {
  it.each([["inf", 't.csv: column "x" is inf in row 8. Leave the cell empty if the value isn\'t known.']])(
    "%s among numbers",
    async (value, line) => {
      await expect(column((i) => (i === 7 ? value : i / 2))).rejects.toThrow(line);
    },
  );
  it("numbers in several currencies", async () => {
    await expect(column((i) => (i % 2 ? "€ 5" : "$ 7"))).rejects.toThrow("Write plain numbers");
  });
  it("an option with an unknown column", async () => {
    await expect(column((i) => i % 3, 20, { exclude: ["othr"] })).rejects.toThrow('Did you mean "other"?');
  });
  it("no column to train on", async () => {
    await expect(learn("a\n1\n1\n1\n")).rejects.toThrow(
      "t.csv has no column to train on. It leaves out a (is the same in every row).",
    );
  });
});

it("learns only from the rows that it should", async () => {
  const rows = (last: string) => csv("x,c", 100, (i) => (i === 99 ? [last, last] : [i % 7, "ab"[i % 2]]));
  const where = `${ROW} < 99`;
  expect(await learn(rows("1000000"), { where })).toEqual(await learn(rows("5"), { where }));
  expect(await learn(rows("1000000"))).not.toEqual(await learn(rows("5")));
});

it("the same table has the same statistics to the last digit, with any number of threads", async () => {
  const file = await table.copy(
    "SELECT sin(i * i) * exp(i % 19) AS x, hash(i) % 70 || 'c' AS c FROM range(400000) r(i)",
    "t.parquet",
    "(ROW_GROUP_SIZE 10000)",
  );
  const found = [];
  for (const inMemory of [256, 0, 0]) found.push(JSON.stringify(await learnPreprocessing(await table.open(file, { inMemory }))));
  expect(new Set(found).size).toBe(1);
});
