import { describe, expect, it, test } from "vitest";
import { tableDataset } from "../memory/dataset.ts";
import { isNamedAsLabel, labelHint, labelLike } from "./label-like.ts";

test.each([
  ["label", true],
  ["Class", true],
  ["y", true],
  ["is_fault", true],
  ["isAnomaly", true],
  ["the outcome", true],
  ["day", false],
  ["pos_y", false],
  ["Pclass", false],
  ["class_size", false],
  ["default", false],
])("tells whether %s is a name for labels: %s", (name, is) => {
  expect(isNamedAsLabel(name)).toBe(is);
});

describe("a column that looks like labels", () => {
  const found = async (values: readonly (string | number | null)[], options = {}, name = "label") => {
    const x = values.map((_, i) => Math.sin(i) + i * 0.5);
    const type = typeof values[0] === "number" ? "BIGINT" : "VARCHAR";
    const columns = [
      { name: "x", type: "DOUBLE", values: x },
      { name, type, values },
    ];
    const { dataset } = await tableDataset({ name: "t", columns }, { validation: 0.1, ...options });
    return labelLike(dataset.table!, dataset.examples);
  };
  const of = <T>(count: number, at: (i: number) => T) => Array.from({ length: count }, (_, i) => at(i));

  it("has 2 to 20 different values, as text or as numbers", async () => {
    expect(await found(of(60, (i) => ["ok", "fault"][i % 2]!))).toEqual({ name: "label", values: 2 });
    expect(await found(of(60, (i) => (i % 7 === 3 ? null : i % 3)))).toEqual({ name: "label", values: 3 });
    expect(await found(of(200, (i) => i % 20))).toEqual({ name: "label", values: 20 });
    expect(await found(of(200, (i) => i % 21))).toBeUndefined();
    expect(
      await found(
        of(60, (i) => ["ok", "fault"][i % 2]!),
        {},
        "state",
      ),
    ).toBeUndefined();
  });
  it("isn't looked for if there is a label already", async () => {
    const values = of(60, (i) => i % 2);
    expect(await found(values, { label: "x" })).toBeUndefined();
    expect(await found(values, { label: "label" })).toBeUndefined();
  });
  it("is quoted for a shell in the hint", () => {
    expect(labelHint("label")).toBe("label looks like a column of labels; to exclude it from training, use --label label");
    expect(labelHint("the class")).toContain("--label 'the class'");
  });
});
