import { expect, it } from "vitest";
import { arff, readArff } from "./arff.ts";
import { readerOf } from "./index.ts";

const text = `% Iris, in part
@RELATION iris

@attribute 'sepal length' numeric
@ATTRIBUTE petals {1,2}
@attribute class {'Iris setosa', virginica}
@attribute when date "yyyy-MM-dd"

@DATA
5.1,1,'Iris setosa',2024-01-01
% a comment
?, 2, virginica, "2024-01-02"
4.9,1,?,2024-01-03
`;

it("reads an ARFF file as a table: listed values are categories, and ? is a missing value", async () => {
  expect(readerOf(new TextEncoder().encode(text), "iris.txt")).toBe(arff);
  const { columns } = await readArff(text, "iris.arff");
  expect(columns.map(({ name, said, values }) => [name, said, values])).toEqual([
    ["sepal length", undefined, [5.1, null, 4.9]],
    ["petals", "category", [1, 2, 1]],
    ["class", "category", ["Iris setosa", "virginica", null]],
    ["when", undefined, ["2024-01-01", "2024-01-02", "2024-01-03"]],
  ]);
});

it("reads sparse rows", async () => {
  const sparse = "@relation r\n@attribute a numeric\n@attribute b {p, q}\n@attribute c numeric\n@data\n{0 5, 2 7}\n{1 q}\n";
  expect((await readArff(sparse, "s.arff")).columns.map(({ values }) => values)).toEqual([
    [5, 0],
    ["p", "q"],
    [7, 0],
  ]);
});

it.each([
  [
    "@relation r\n@attribute a numeric\n@data\n1,2\n",
    "f.arff, line 4 has 2 values, but the file has 1 attributes. Correct that line.",
  ],
  ["@relation r\n@attribute\n@data\n1\n", "f.arff, line 2: the attribute has no name or no type."],
  ["@relation r\n@data\n", "f.arff has no attributes."],
])("reports an error with its line", async (broken, line) => {
  await expect(readArff(broken, "f.arff")).rejects.toThrow(line);
});
