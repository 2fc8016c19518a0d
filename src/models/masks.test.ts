import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { constantOf, div, mean, mul, reshape, square, sub, sum, type Tensor } from "../graph/index.ts";
import {
  bidirectional,
  type CallContext,
  dense,
  dropout,
  embedding,
  Layer,
  lstm,
  type Mask,
  masking,
  timeDistributed,
} from "../layers/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { load } from "../tasks/load.node.ts";
import { sgd } from "../training/index.ts";
import { sequential } from "./sequential.ts";

/** Three sequences of four steps of one number, of which four, two and one steps count. */
const series = ndarray("float32", [3, 4, 1], Float32Array.of(1, 2, 3, 4, 5, 0, 6, 0, 0, 0, 7, 0));

/** Computes the mean of the steps that count. */
class MeanOfCounted extends Layer {
  static override readonly kind: string = "MeanOfCounted";
  call(x: Tensor, context: CallContext) {
    const mask = context.maskOf(x);
    return mask ? div(sum(mul(x, reshape(mask, [...mask.shape, 1])), 1), sum(mask, 1, { keepDims: true })) : mean(x, 1);
  }
}

/** A layer that doubles numbers, and also skips the first step. */
class Doubled extends Layer {
  static override readonly kind: string = "Doubled";
  call(x: Tensor) {
    return mul(x, 2);
  }
  override computeMask(_x: Tensor, [mask]: readonly Mask[]): Mask {
    return mask && mul(mask, constantOf("float32", [1, 4], [0, 1, 1, 1]));
  }
}

describe("a custom layer", () => {
  it("gets the mask of its input, and can return the mask of its output", async () => {
    const taken = sequential([masking({ inputShape: [4, 1] }), dropout(0.5), new MeanOfCounted()]);
    expect([...(await taken.predict(series)).data]).toEqual([2.5, 5.5, 7]);
    const given = sequential([masking({ inputShape: [4, 1] }), new Doubled(), new MeanOfCounted()]);
    expect([...(await given.predict(series)).data]).toEqual([6, 12, 14]);
  });

  it("ends masks if it doesn't mention them, so that every later step counts", async () => {
    class Kept extends Layer {
      call(x: Tensor) {
        return mul(x, 1);
      }
    }
    const model = sequential([masking({ inputShape: [4, 1] }), new Kept(), new MeanOfCounted()]);
    expect([...(await model.predict(series)).data]).toEqual([2.5, 2.75, 1.75]);
  });

  it("gets the mask that an inner layer makes", async () => {
    class Inside extends Layer {
      readonly first = masking();
      readonly last = new MeanOfCounted();
      call(x: Tensor, context: CallContext) {
        return this.last.apply(this.first.apply(x, context), context);
      }
    }
    expect([...(await sequential([new Inside({ inputShape: [4, 1] })]).predict(series)).data]).toEqual([2.5, 5.5, 7]);
  });
});

describe("a model whose output has a mask", () => {
  const targets = ndarray("float32", [3, 4, 1], new Float32Array(12));
  // It returns its input, in which seven steps count: 1 to 7.
  const identity = () => sequential([masking({ inputShape: [4, 1] }), timeDistributed(dense(1, { kernelInitializer: "ones" }))]);

  it("has the mean loss and metrics of the steps that count, over all batches", async () => {
    const own = (y: Tensor, p: Tensor) => mean(square(sub(y, p)), -1);
    for (const loss of ["mse" as const, own]) {
      const model = identity().compile({ loss, metrics: ["mae", "mse", "rmse"], optimizer: sgd({ learningRate: 1e-12 }) });
      const { loss: all, ...metrics } = await model.evaluate(series, targets);
      expect(all).toBeCloseTo(140 / 7, 5);
      // As in Keras, the metric rmse ignores masks.
      expect(metrics).toEqual({ mae: 28 / 7, mse: 140 / 7, rmse: expect.closeTo(Math.sqrt(140 / 12), 5) });
      const { history } = await model.fit(series, targets, { batchSize: 2, shuffle: false, epochs: 1, warn: false });
      expect(history[0]).toMatchObject({ mae: 28 / 7, mse: 140 / 7 });
      expect(history[0]!.loss).toBeCloseTo((2 * (91 / 6) + 49) / 3, 5);
    }
  });

  it("weighs each example's steps, and leaves out the worst examples with trim", async () => {
    const model = identity().compile({ loss: "mse", optimizer: sgd({ learningRate: 1e-12 }), trim: 0.4 });
    const weights = ndarray("float32", [3], Float32Array.of(1, 0, 2));
    expect((await model.evaluate(series, targets, { sampleWeights: weights })).loss).toBeCloseTo((30 + 2 * 49) / 7, 5);
    const { history } = await model.fit(series, targets, { batchSize: 3, shuffle: false, epochs: 1, warn: false });
    // The second example has the greatest mean loss, 61 divided by four steps.
    expect(history[0]!.loss).toBeCloseTo((((30 + 49) / 4) * (12 / 7)) / 2, 4);
  });

  it("has the loss 0 if no step counts", async () => {
    const model = identity().compile({ loss: "mse", metrics: ["mae"], optimizer: "sgd" });
    expect(await model.evaluate(targets, series)).toEqual({ loss: 0, mae: 0 });
  });
});

describe("a model with masks", () => {
  const layers = {
    masking: () => [masking({ maskValue: -1, inputShape: [4, 1] }), bidirectional(lstm(3)), dense(2)],
    embedding: () => [embedding(8, 3, { maskZero: true, inputShape: [4] }), lstm(3, { goBackwards: true }), dense(2)],
  };

  it.each(["masking", "embedding"] as const)("is saved, loaded and written as ONNX: %s", async (kind) => {
    const folder = join(mkdtempSync(join(tmpdir(), "codings-masks-")), "model");
    const values = kind === "masking" ? [3, -1, 2, -1, -1, 5, 6, 4, -1, -1, -1, -1] : [1, 0, 2, 0, 3, 4, 5, 6, 0, 0, 0, 7];
    const x = ndarray("float32", kind === "masking" ? [3, 4, 1] : [3, 4], Float32Array.from(values));
    const model = sequential(layers[kind]()).compile({ loss: "mse", optimizer: "adam" });
    await model.fit(x, ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)), { epochs: 3, warn: false });
    const wanted = await model.predict(x);
    await model.save(folder);
    const again = (await load(folder)) as unknown as typeof model;
    expect(await again.predict(x)).toEqual(wanted);
    const program = await (await nativeRuntime()).compile(new Uint8Array(readFileSync(join(folder, "model.onnx"))));
    const [output] = Object.values(await program.run({ examples: x }));
    expect([...output!.data]).toEqual([...wanted.data]);
    rmSync(join(folder, ".."), { recursive: true });
  });

  it("rejects a wrong mask value", () => {
    expect(() => masking({ maskValue: Number.NaN })).toThrow("maskValue of a Masking layer must be a number, but it is null.");
    expect(() => masking({ maskvalue: 1 } as never)).toThrow('Did you mean "maskValue"?');
  });
});
