import fc from "fast-check";
import { expect, it } from "vitest";
import type { NdArray, TextArray } from "../core/ndarray.ts";
import { fromFeatures, toFeatures } from "../data/tables/schema/features.ts";
import { fromOnnx, input, toOnnx } from "../graph/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { feedsOf, rawOf, tables } from "./table-cells.fixture.ts";
import { tableInputs } from "./table-inputs.ts";
import { tableOutputs } from "./table-outputs.ts";

const options = { numRuns: 100, seed: Number(process.env.CODINGS_TEST_SEED ?? 1) };
const runtime = await nativeRuntime({ threads: 1 });

it("converts raw columns to the features of training, with any missing or unseen values", async () => {
  await fc.assert(
    fc.asyncProperty(tables, async ({ table, cells }) => {
      const rows = cells[0]!.length;
      const expected = toFeatures(table, rawOf(table, cells), rows);
      const { inputs, features } = tableInputs(table);
      const program = await runtime.compile(toOnnx({ name: "inputs", inputs, outputs: { "the features": features } }));
      const { "the features": found } = await program.run(feedsOf(table, cells));
      await program.close();
      expect(found!.shape).toEqual(expected.shape);
      const off = Array.from(expected.data, (value, i) => {
        const given = Number(found!.data[i]);
        return Number.isNaN(value) ? (Number.isNaN(given) ? 0 : 1) : Math.abs(given - value) / Math.max(1, Math.abs(value));
      });
      expect(Math.max(...off)).toBeLessThan(1e-6);
    }),
    options,
  );
}, 60_000);

it("converts features to values in the units of the table", async () => {
  const withFeatures = tables.chain(({ table }) => {
    const width = toFeatures(
      table,
      rawOf(
        table,
        table.columns.map(() => []),
      ),
      0,
    ).shape[1]!;
    const feature = fc.float({ min: -10, max: 10, noNaN: true });
    return fc.record({ table: fc.constant(table), row: fc.array(feature, { minLength: width, maxLength: width }) });
  });
  await fc.assert(
    fc.asyncProperty(withFeatures, async ({ table, row }) => {
      const x = input("a column that no table has, surely", "float32", ["batch", row.length]);
      const outputs = tableOutputs(table, x);
      const program = await runtime.compile(toOnnx({ name: "outputs", inputs: [x], outputs }));
      const found = await program.run<NdArray | TextArray>({
        [(x.source as { name: string }).name]: { dtype: "float32", shape: [1, row.length], data: Float32Array.from(row) },
      });
      await program.close();
      let at = 0;
      for (const [i, column] of table.columns.entries()) {
        const size = toFeatures({ ...table, columns: [column] }, [new Float64Array(0)], 0).shape[1]!;
        const features = row.slice(at, at + size);
        at += size;
        const { data } = found[Object.keys(outputs)[i]!]!;
        if (column.kind === "date") {
          for (const [j, cycle] of column.cycles.entries()) {
            const [s, c] = features.slice(2 * j, 2 * j + 2) as [number, number];
            const seconds = { day: 86_400, week: 604_800, year: 31_556_952 }[cycle];
            const expected = (Math.atan2(s, c) / (2 * Math.PI)) * seconds;
            const apart = Math.abs(Number(data[j]) - expected) % seconds;
            expect(Math.min(apart, seconds - apart)).toBeLessThan(1e-6 * seconds);
          }
        } else {
          const expected = fromFeatures(column, features);
          if (typeof expected === "string") expect(data[0]).toBe(expected);
          else expect(Math.abs(Number(data[0]) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
        }
      }
    }),
    options,
  );
}, 60_000);

it("accepts the booleans of Python, and treats other words as missing", async () => {
  const table = {
    columns: [{ kind: "category", name: "on", missing: 0, values: ["false", "true"], open: false, entropy: 1 }],
    keys: [],
    leftOut: [],
  } as const;
  const { inputs, features } = tableInputs(table);
  const program = await runtime.compile(toOnnx({ name: "inputs", inputs, outputs: { features } }));
  const words = ["False", "True", "false", "true", "", "yes"];
  const found = await program.run({ on: { dtype: "string", shape: [6, 1], data: words } });
  expect([...(found.features!.data as Float32Array)]).toEqual([1, 0, 0, 1, 1, 0, 0, 1, NaN, NaN, NaN, NaN]);
});

it("imports the operators for machine learning only in models that use them", () => {
  const name = "x";
  const number = { kind: "number", name, missing: 0, scaling: "standard", center: 0, scale: 1, whole: false } as const;
  const { inputs, features } = tableInputs({ columns: [number], keys: [], leftOut: [] });
  const file = fromOnnx(toOnnx({ name: "inputs", inputs, outputs: { features } }));
  expect(file.inputs).toEqual([{ name: "x", dtype: "float64", shape: ["batch", 1] }]);
  expect(file.nodes.map(({ op }) => op)).toEqual(["Div", "Cast"]);
});
