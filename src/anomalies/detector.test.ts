import { beforeAll, describe, expect, it, test, vi } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { mean } from "../core/statistics.ts";
import { Pca } from "../manifold/pca.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { rocAuc } from "../scoring/measures.ts";
import { AnomalyDetector } from "./detector.ts";
import { adbench, hasAdbench, kinds, sheet } from "./rows.fixture.ts";

let runtime: Runtime;
beforeAll(async () => {
  runtime = await nativeRuntime({ threads: 1 });
});
const fitted = (rows: NdArray, options = {}) => new AnomalyDetector({ steps: 150, ...options }).fit(rows, { runtime });
const scored = async (rows: NdArray<"float32">, options = {}) =>
  (await (await fitted(rows, options)).scoreSamples(rows, { runtime })).data;
const changed = ({ shape, data }: NdArray<"float32">, change: (value: number, row: number, column: number) => number) =>
  ndarray(
    "float32",
    shape,
    data.map((value, i) => change(value, Math.floor(i / shape[1]!), i % shape[1]!)),
  );

describe("a detector", () => {
  const { rows, labels } = sheet(400);

  it("finds rows off a bent sheet, better than PCA", async () => {
    const detector = await fitted(rows);
    const own = await detector.scoreSamples(rows);
    expect(rocAuc(own.data, labels)).toBeGreaterThan(0.95);
    expect(rocAuc(own.data, labels)).toBeGreaterThan(rocAuc(await byPca(rows), labels) + 0.02);
  });

  it("is the same, bit by bit, for the same seed, and another for another", async () => {
    const first = await scored(rows);
    expect(await scored(rows)).toEqual(first);
    expect(await scored(rows, { seed: 7 })).not.toEqual(first);
  });

  it("compiles a program once, and again after another training or a change of a weight", async () => {
    const counting = { ...runtime, compile: vi.fn(runtime.compile) };
    const detector = await fitted(rows);
    const score = async () => (await detector.scoreSamples(rows, { runtime: counting })).data;
    const first = await score();
    detector.setThreshold("quantile:0.5");
    expect(await score()).toEqual(first);
    expect(counting.compile).toHaveBeenCalledTimes(1);
    await detector.dispose();
    expect(await score()).toEqual(first);
    expect(counting.compile).toHaveBeenCalledTimes(2);
    const { measure, usuals } = detector.learned;
    const twice = Object.fromEntries(Object.entries(usuals).map(([part, usual]) => [part, { ...usual, weight: 2 }]));
    const other = new AnomalyDetector().adopt({ ...detector.learned, usuals: twice });
    expect((await other.scoreSamples(rows, { runtime: counting })).data).not.toEqual(first);
    measure.ensemble.variables[0]!.value![0]! += 1;
    const second = await score();
    expect(second).not.toEqual(first);
    await detector.fit(
      changed(rows, (x) => 2 * x),
      { runtime },
    );
    expect(await score()).not.toEqual(second);
  });

  it("scores a row the same but for rounding, whatever rows are beside it", async () => {
    const source = random(1);
    const wide = ndarray(
      "float32",
      [1500, 21],
      Float32Array.from({ length: 1500 * 21 }, () => source.normal()),
    );
    const detector = await fitted(wide);
    const { data } = await detector.scoreSamples(wide, { runtime });
    let worst = 0;
    for (const size of [1, 2, 3, 16, 100, 511])
      for (let start = 0; start < 512; start += 73) {
        const some = await detector.scoreSamples(sliceRows(wide, start, start + size), { runtime });
        some.data.forEach((score, i) => {
          const together = data[start + i]!;
          worst = Math.max(worst, Math.abs(score - together) / Math.max(1, Math.abs(together)));
        });
      }
    expect(worst).toBeLessThan(5e-6);
    // Sums of other numbers of rows run in another order: were it never so, the documentation would say too little.
    expect(worst).toBeGreaterThan(0);
  });

  it("doesn't depend on the columns' units", async () => {
    const other = changed(rows, (value, _row, column) => value * [8, 0.5, 1024, 1, 2 ** -10][column]!);
    const [a, b] = [await scored(rows), await scored(other)];
    expect(Math.max(...a.map((score, i) => Math.abs(score - b[i]!)))).toBeLessThan(1e-3);
  });

  it("is robust: a tenth of the rows, far off, stays as strange as one", async () => {
    const table = sheet(400, { each: 10 });
    const far = changed(table.rows, (value, row, column) => (table.labels[row] ? 1e6 * (column + 1) : value));
    const scores = await scored(far);
    const usual = scores.filter((_, i) => table.labels[i] === 0);
    expect(rocAuc(scores, table.labels)).toBe(1);
    expect(Math.max(...usual)).toBeLessThan(20);
  });

  it("sees outliers that are all alike, a tenth of the rows: near to one another, and learned", async () => {
    const table = sheet(400, { each: 10 });
    const twins = changed(table.rows, (value, row, column) => (table.labels[row] ? 50 * (column + 1) : value));
    expect(rocAuc(await scored(twins), table.labels)).toBeGreaterThan(0.95);
  });

  it("a number beyond all bounds is an outlier, not a broken score; among the rows it spoils no column", async () => {
    const broken = changed(rows, (value, row, column) => (row === 5 && column === 2 ? 3e38 : value));
    const scores = await scored(broken);
    expect(scores.indexOf(Math.max(...scores))).toBe(5);
    expect(rocAuc(scores, labels)).toBeGreaterThan(0.95);
  });

  it("flags and ranks by its threshold and the rows held out", async () => {
    const detector = await fitted(rows, { threshold: "contamination:0.05", heldOut: 0.25 });
    const scores = await detector.scoreSamples(rows);
    const flags = await detector.predict(rows);
    expect([...flags.data]).toEqual(Array.from(scores.data, (score) => (score > Math.fround(detector.threshold) ? 1 : 0)));
    const { quantiles: held } = detector.learned.calibration;
    const { data: percentiles } = detector.percentile(ndarray("float32", [3], Float32Array.of(-1e6, held[49]!, held.at(-1)!)));
    expect([...percentiles]).toEqual([0, 50, 100]);
    const byLabels = detector.setThreshold("f1", { scores, labels });
    expect(detector.setThreshold("f1", { scores, labels: ndarray("uint8", [labels.length], Uint8Array.from(labels)) })).toBe(
      byLabels,
    );
    expect(rocAuc((await detector.predict(rows)).data, labels)).toBeGreaterThan(0.85);
  });

  it("says which column is off, and what was expected, in its units", async () => {
    const detector = await fitted(sheet(400, { each: 1000 }).rows, { steps: 600 });
    // (a, b) = (.5, .5): columns .5, 1510, 20.0025, 30 + 50 sin 1.5, 40.5; the third says 20.0095.
    const row = ndarray("float32", [1, 5], Float32Array.of(0.5, 510, 20.0095, 30 + 50 * Math.sin(1.5), 40.5));
    const { contributions, expected } = await detector.explain(row);
    expect(contributions.data.indexOf(Math.max(...contributions.data))).toBe(2);
    expect(Math.abs(expected.data[2]! - 20.0025)).toBeLessThan(0.004);
  });
});

describe("missing values", () => {
  const { rows, labels } = sheet(400);
  const source = random(9);
  const holes = changed(rows, (value) => (source.uniform() < 0.1 ? Number.NaN : value));

  it("are learned from and scored: the others still tell outliers apart", async () => {
    const scores = await scored(holes);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(rocAuc(scores, labels)).toBeGreaterThan(0.85);
  });

  it("count as expected: they contribute nothing, a row of them is nothing strange", async () => {
    const detector = await fitted(rows);
    const row = ndarray(
      "float32",
      [2, 5],
      Float32Array.of(...rows.data.slice(0, 4), Number.NaN, ...new Array(5).fill(Number.NaN)),
    );
    const { contributions, expected } = await detector.explain(row);
    expect(contributions.data[4]).toBe(0);
    expect(contributions.data.slice(0, 4).every((x) => x > 0)).toBe(true);
    expect(Math.abs(expected.data[4]! - rows.data[4]!)).toBeLessThan(0.5);
    expect((await detector.scoreSamples(row)).data[1]).toBeLessThan(1);
  });

  it("may be a whole column, or most of the rows", async () => {
    const detector = await fitted(changed(rows, (value, row, column) => (column === 1 || row % 3 > 0 ? Number.NaN : value)));
    expect((await detector.scoreSamples(rows)).data.every(Number.isFinite)).toBe(true);
    expect((await detector.explain(rows)).expected.data[1]).toBe(0);
  });
});

describe("odd tables", () => {
  it("constant columns are left out, and are expected", async () => {
    const { rows } = sheet(100);
    const wide = ndarray(
      "float32",
      [100, 7],
      Float32Array.from({ length: 700 }, (_, i) => (i % 7 < 5 ? rows.data[5 * Math.floor(i / 7) + (i % 7)]! : 3)),
    );
    const [plain, more] = [await fitted(rows), await fitted(wide)];
    expect((await more.scoreSamples(wide)).data).toEqual((await plain.scoreSamples(rows)).data);
    const { contributions, expected } = await more.explain(wide);
    expect([...contributions.data.slice(5, 7), ...expected.data.slice(5, 7)]).toEqual([0, 0, 3, 3]);
  });

  it("one column is enough", async () => {
    const source = random(3);
    const rows = ndarray(
      "float32",
      [200, 1],
      Float32Array.from({ length: 200 }, (_, i) => (i < 195 ? source.normal() : 9 + i / 100)),
    );
    const scores = await scored(rows);
    expect(
      rocAuc(
        scores,
        Array.from({ length: 200 }, (_, i) => (i < 195 ? 0 : 1)),
      ),
    ).toBe(1);
  });

  it("columns that are mostly one value are compared too", async () => {
    const rows = ndarray(
      "float32",
      [200, 2],
      Float32Array.from({ length: 400 }, (_, i) => (i % 20 === 0 ? 1 + i / 400 : i % 2)),
    );
    expect((await scored(rows)).every(Number.isFinite)).toBe(true);
  });

  it("says which row has no score, and never takes it for usual", async () => {
    const detector = await fitted(sheet(60).rows);
    expect(() => detector.flag(ndarray("float32", [2], Float32Array.of(0, Number.NaN)))).toThrow(
      "The score of row 1 (counted from 0) is NaN",
    );
    const [bias] = detector.learned.measure.ensemble.variables.slice(-1);
    bias!.value!.fill(Number.NaN);
    await expect(detector.scoreSamples(sheet(60).rows)).rejects.toThrow("The score of row 0 (counted from 0) is NaN");
    const program = await runtime.compile(detector.toOnnx());
    const { outlier } = await program.run({ examples: sheet(60).rows });
    await program.close();
    expect(new Set<unknown>(outlier!.data as BigInt64Array)).toEqual(new Set([1n]));
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["too few rows", () => fitted(sheet(19).rows), "A detector needs at least 20 rows for training, but there are 19."],
    [
      "rows all alike",
      () => fitted(ndarray("float32", [30, 2], new Float32Array(60))),
      "No column varies, so there is nothing to learn: all rows are equal",
    ],
    [
      "an infinite number",
      () => fitted(changed(sheet(30).rows, (x, row, column) => (row === 3 && column === 2 ? 1 / 0 : x))),
      "Row 3, column 2 is Infinity (counted from 0).",
    ],
    [
      "too few held out for the rate",
      () => fitted(sheet(100).rows, { threshold: "conformal:0.01" }),
      "A false-alarm rate of 0.01 needs at least 99 held-out rows, but there are 10.",
    ],
    [
      "other columns",
      async () => (await fitted(sheet(30).rows)).scoreSamples(ndarray("float32", [1, 4], new Float32Array(4))),
      "The detector was trained on rows with 5 columns, but these rows have 4.",
    ],
    [
      "nothing learned yet",
      () => new AnomalyDetector().scoreSamples(sheet(30).rows),
      "The detector isn't trained yet. Call fit first, or load one.",
    ],
  ])("%s is one clear line", async (_what, work, message) => {
    await expect((async () => work())()).rejects.toThrow(message);
  });

  test.each([
    [{ trim: 1 }, "trim must be a share from 0 to below 1, but it is 1."],
    [{ heldOut: 0 }, "heldOut must be a share above 0 and of at most a half, but it is 0."],
    [{ threshold: "medd" }, 'Unknown threshold "medd".'],
    [{ codings: [] }, "codings must be a list such as [1, 4], each a whole number from 1 to 1,000,000, but it is []."],
    [
      { hidden: [1e9] },
      "hidden must be a list such as [16, 8], each a whole number from 1 to 1,000,000, but it is [1000000000].",
    ],
    [{ seed: -1 }, "seed must be a whole number of at least 0, but it is -1."],
  ])("%o is refused", (options, message) => {
    expect(() => new AnomalyDetector(options)).toThrow(message);
  });
});

test("the ONNX file gives what the detector gives", async () => {
  const { rows } = sheet(300);
  const holes = changed(rows, (value, row, column) => (row % 7 === column ? Number.NaN : value));
  const detector = await fitted(holes, { threshold: "0.9" });
  const program = await runtime.compile(detector.toOnnx());
  const found = await program.run({ examples: holes });
  const scores = await detector.scoreSamples(holes);
  const { contributions, expected } = await detector.explain(holes);
  const near = (a: NdArray, b: NdArray) => {
    expect(a.shape).toEqual(b.shape);
    const apart = Array.from(a.data as Float32Array, (x, i) => Math.abs(x - Number(b.data[i])) / Math.max(1, Math.abs(x)));
    expect(Math.max(...apart)).toBeLessThan(1e-5);
  };
  near(found.score!, scores);
  near(found.percentile!, detector.percentile(found.score as NdArray<"float32">));
  expect(Math.max(...(found.percentile!.data as Float32Array))).toBe(100);
  expect(Array.from(found.outlier!.data, Number)).toEqual([...detector.flag(found.score as NdArray<"float32">).data]);
  near(found.contributions!, contributions);
  near(found.expected!, expected);
  expect(found.outlier!.dtype).toBe("int64");
  await program.close();
});

test.skipIf(!hasAdbench).each(["glass", "vowels"])(
  "on ADBench's %s the mean of seeds 42 to 44 is better than PCA",
  async (name) => {
    const { rows, labels } = adbench(name);
    const areas = [];
    for (const seed of [42, 43, 44]) {
      const detector = await new AnomalyDetector({ seed }).fit(rows, { runtime });
      areas.push(rocAuc((await detector.scoreSamples(rows)).data, labels));
    }
    expect(mean(areas)).toBeGreaterThan(rocAuc(await byPca(rows), labels) + 0.01);
  },
);

/** Scores rows by principal components of all of them: their squared distance from the mean, in units of each component's deviation. */
async function byPca(rows: NdArray<"float32">): Promise<Float32Array> {
  const { data, shape } = await new Pca({ whiten: true }).fitTransform(rows, { runtime });
  const width = shape[1]!;
  return Float32Array.from({ length: shape[0]! }, (_, row) =>
    data.subarray(row * width, (row + 1) * width).reduce((sum, x) => sum + x * x, 0),
  );
}

it("of a table, notices a category that it never saw, and PCA's score of it stays a number of usual size", async () => {
  const { table, row } = kinds;
  const known = kinds.rows(300);
  const detector = await fitted(known, { table });
  const fresh = ndarray("float32", [51, 4], Float32Array.of(...row(random(4), 2), ...known.data.subarray(0, 200)));
  const { data } = await detector.scoreSamples(fresh, { runtime });
  expect(data[0]).toBeGreaterThan(detector.threshold);
  expect(Math.max(...data.subarray(1))).toBeLessThan(data[0]!);
  expect(Math.max(...(await detector.pcaScores(fresh, { runtime })).data)).toBeLessThan(1e3);
});
