import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { NdArray } from "../core/ndarray.ts";
import { garments } from "../data/built-in/garments.ts";
import { split } from "../data/split.ts";
import { fromOnnx } from "../graph/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { Autoencoder } from "./autoencoder.ts";
import { StackedAutoencoder } from "./index.ts";
import { exportOnnx } from "./onnx-parts.ts";

const { train, validation } = split(garments({ count: 300 }), 100);
const quiet = { warn: () => undefined };
const fitted = async (options: object) => {
  const autoencoder = new StackedAutoencoder({ hidden: [10], codings: 3 });
  await autoencoder.fit(train.examples, { epochs: 1, ...quiet, ...options });
  return autoencoder;
};

it("a scorer takes pixels as they are stored, and returns the same scores as scoreSamples", async () => {
  const autoencoder = await fitted({ validation: validation.examples });
  const program = await (await nativeRuntime({ threads: 1 })).compile(exportOnnx(autoencoder, "scorer"));
  const { score, outlier, percentile } = await program.run({ examples: validation.examples });
  await program.close();
  const expected = (await autoencoder.scoreSamples(validation.examples)).data;
  (score as NdArray<"float32">).data.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 6);
  });
  // These are the rows of the calibration, so one in a hundred is above the threshold, and a half is below the median.
  expect(Array.from(outlier!.data, Number).filter((flag) => flag === 1)).toHaveLength(1);
  const percentiles = Array.from(percentile!.data, Number).toSorted((a, b) => a - b);
  expect(percentiles[50]).toBeCloseTo(50.5, 0);
});

it("rows that fit holds out calibrate like rows that are given", async () => {
  const share = await fitted({ validationSplit: 0.25 });
  const held = split(train, 50).validation.examples;
  const scores = Array.from((await share.scoreSamples(held)).data).toSorted((a, b) => a - b);
  expect(share.calibration!.quantiles[0]).toBeCloseTo(scores[0]!, 6);
  expect(share.calibration!.quantiles.at(-1)).toBeCloseTo(scores.at(-1)!, 6);
});

it("without held-out rows there is no calibration, and the scorer returns only scores", async () => {
  const autoencoder = await fitted({});
  expect(autoencoder.calibration).toBeUndefined();
  expect(fromOnnx(exportOnnx(autoencoder, "scorer")).outputs).toEqual([{ name: "score", dtype: "float32", shape: ["batch"] }]);
});

it("a loaded autoencoder still takes pixels, also after it is exported or saved", async () => {
  const folder = await mkdtemp(join(tmpdir(), "codings-onnx-"));
  try {
    await (await fitted({})).save(join(folder, "first"));
    await (await Autoencoder.load(join(folder, "first"))).save(join(folder, "second"));
    const again = await Autoencoder.load(join(folder, "second"));
    expect(fromOnnx(exportOnnx(again, "encoder")).inputs).toEqual([
      { name: "examples", dtype: "uint8", shape: ["batch", 28, 28] },
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
