import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { checkGradient, compiled } from "../../graph/finite-differences.fixture.ts";
import { constantOf, input, toOnnx } from "../../graph/index.ts";
import { type ColumnFeatures, mixedLoss } from "./mixed.ts";

const groups: ColumnFeatures[] = [
  { kind: "number", size: 1, scale: 1 },
  { kind: "category", size: 3, scale: 0.8 },
  { kind: "number", size: 2, scale: 0.5 },
];
const lacking = Number.NaN;
const targets = [
  [0.5, 0, 1, 0, 0.6, 0.8],
  [lacking, 1, 0, 0, 1, 0],
  [-2, lacking, lacking, lacking, 0, 1],
  [lacking, lacking, lacking, lacking, lacking, lacking],
];

it("averages each present column's squared error or cross-entropy, divided by that of a model that knows nothing", async () => {
  const [y, p] = ["y", "p"].map((name) => input(name, "float32", [4, 6])) as [ReturnType<typeof input>, ReturnType<typeof input>];
  const program = await compiled(toOnnx({ name: "loss", inputs: [y, p], outputs: { loss: mixedLoss(groups).of(y, p) } }));
  const outputs = Array.from({ length: 4 }, () => [0.1, 0.2, 0.5, 0.3, 0.4, 0.9]);
  const array = (rows: number[][]) => ndarray("float32", [4, 6], Float32Array.from(rows.flat()));
  const { loss } = await program.run({ y: array(targets), p: array(outputs) });
  const number = (a: number, b: number) => (a - b) ** 2;
  const surprise = (probability: number) => -Math.log(probability + 1e-7) / 0.8;
  const point = (a: number, b: number) => (number(a, 0.4) + number(b, 0.9)) / 2 / 0.5;
  const expected = [
    (number(0.5, 0.1) + surprise(0.5) + point(0.6, 0.8)) / 3,
    (surprise(0.2) + point(1, 0)) / 2,
    (number(-2, 0.1) + point(0, 1)) / 2,
    0,
  ];
  [...(loss!.data as Float32Array)].forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
});

it("has the gradient of finite differences, which is 0 for missing values", async () => {
  const y = constantOf("float32", [4, 6], targets.flat());
  const probabilities = {
    sizes: [4, 6],
    values: (source: { uniform(): number }, count: number) =>
      Array.from({ length: count }, () => 0.25 + Math.round(128 * source.uniform()) / 256),
  };
  for (const seed of [1, 2, 3]) await checkGradient({ inputs: [probabilities], build: (p) => mixedLoss(groups).of(y, p) }, seed);
});
