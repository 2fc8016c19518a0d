import { expect, test } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { input, toOnnx } from "../graph/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { type Channels, featureCountOf, featuresOf, shapeIn } from "./window-graph.ts";

const LENGTH = { window: 8, bins: 4, step: 1 };
const CHANNELS: Channels = {
  center: Float32Array.of(10, -1),
  scale: Float32Array.of(2, 0.5),
  trend: Float32Array.of(0, 1),
};

/** Computes the features of one channel of a window without the graph. */
function expectedFeatures(values: readonly number[], c: number): number[] {
  const scaled = values.map((value) => (value - CHANNELS.center[c]!) / CHANNELS.scale[c]!);
  const known = (of: readonly number[]) => of.filter((value) => !Number.isNaN(value));
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length;
  const taken = CHANNELS.trend[c] === 1 ? mean(known(scaled)) : 0;
  const drawn = scaled.map((value) => {
    const z = value - taken;
    return Math.abs(z) > 5 ? Math.sign(z) * (5 + Math.log(Math.abs(z) - 5 + 1)) : z;
  });
  const there = known(drawn);
  const level = mean(there);
  const deviation = Math.sqrt(mean(there.map((value) => (value - level) ** 2)));
  const steps = known(drawn.slice(1).map((value, i) => Math.abs(value - drawn[i]!)));
  const bins = [0, 2, 4, 6].map((at) => mean(known(drawn.slice(at, at + 2))));
  const statistics = [
    CHANNELS.trend[c] === 1 ? 0 : level,
    Math.log(deviation + 0.01),
    Math.min(...there),
    Math.max(...there),
    Math.log((mean(steps) || 0) + 0.01),
  ];
  return [...(there.length < 4 ? new Array(5).fill(Number.NaN) : statistics), ...bins];
}

test("a window is described by its statistics and its shape, with missing values, far ones and a trend", async () => {
  const source = random(5);
  const windows = Array.from({ length: 40 }, (_, w) =>
    Array.from({ length: 8 }, () =>
      [10, -1].map((center) => (source.uniform() < (w < 30 ? 0.15 : 0.7) ? Number.NaN : center + 6 * source.normal() + (w % 3))),
    ),
  );
  const x = input("examples", "float32", ["batch", 8, 2]);
  const { features, subtracted } = featuresOf(x, LENGTH, CHANNELS);
  const runtime = await nodeRuntime({ threads: 1 });
  const outputs = { features, shape: shapeIn(features, LENGTH, CHANNELS, subtracted) };
  const program = await runtime.compile(toOnnx({ name: "features", inputs: [x], outputs }));
  const width = featureCountOf(LENGTH, 2);
  const found = {
    features: ndarray("float32", [40, width], new Float32Array(40 * width)),
    shape: ndarray("float32", [40, 4, 2], new Float32Array(40 * 8)),
  };
  await program.run({ examples: ndarray("float32", [40, 8, 2], Float32Array.from(windows.flat(2))) }, found);
  await program.close();
  windows.forEach((window, w) => {
    const expected = [0, 1].map((c) =>
      expectedFeatures(
        window.map((row) => row[c]!),
        c,
      ),
    );
    for (const [f] of expected[0]!.entries())
      for (const c of [0, 1]) {
        const value = found.features.data[w * width + f * 2 + c]!;
        if (Number.isNaN(expected[c]![f]!)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(expected[c]![f]!, 4);
      }
    // The shape in the readings' units is the mean of each part, unless a value was drawn in.
    const isPlain = window.flat().every((value, i) => Number.isNaN(value) || Math.abs(value - [10, -1][i % 2]!) < 2);
    if (isPlain) expect(found.shape.data[w * 8]).toBeCloseTo((window[0]![0]! + window[1]![0]!) / 2, 3);
  });
});
