import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { columnsOf } from "./columns.ts";
import { take } from "./taken.ts";

const labels = ndarray("int32", [3], Int32Array.of(1, -1, 0));

it("colours pictures by their label, or by whether they are used for training", () => {
  const examples = ndarray("uint8", [3, 4, 4], new Uint8Array(48));
  const { columns, keys } = columnsOf(take({ dataset: { name: "some", examples, labels, classes: ["bag", "coat"] } }, 2));
  expect(columns.map(({ name }) => name)).toEqual(["label", "training or held out"]);
  expect(columns[0]).toMatchObject({ names: ["(missing)", "bag", "coat"], classes: Uint32Array.of(2, 0, 1) });
  expect(columns[1]).toMatchObject({ classes: Uint32Array.of(0, 0, 1) });
  expect(keys).toEqual([]);
});

it("colours points by each of their numbers", () => {
  const examples = ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
  const { columns } = columnsOf(take({ dataset: { name: "some", examples } }, 2));
  expect(columns.map(({ name }) => name)).toEqual(["x1", "x2", "training or held out"]);
  expect(columns[1]).toMatchObject({ numbers: Float64Array.of(2, 4, 6) });
});

it("colours rows of a table by its columns, the label first, and uses identifiers for the search only", () => {
  const count = 100;
  const examples = ndarray("float32", [count, 1], new Float32Array(count));
  const cells = [
    { name: "id", type: "VARCHAR", values: Array.from({ length: count }, (_, i) => (i === 3 ? null : `row ${i}`)) },
    { name: "age", type: "BIGINT", values: Array.from({ length: count }, (_, i) => i) },
    { name: "kind", type: "VARCHAR", values: Array.from({ length: count }, (_, i) => (i % 2 ? "odd" : "even")) },
  ];
  const table = { columns: [], keys: ["id"], label: "kind", leftOut: [] };
  const { columns, keys } = columnsOf(take({ dataset: { name: "some", examples, table }, cells }, 80));
  expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["kind", "classes"],
    ["age", "numbers"],
    ["training or held out", "classes"],
  ]);
  expect(keys.map(({ name, values }) => [name, values[2], values[3]])).toEqual([["id", "row 2", ""]]);
});
