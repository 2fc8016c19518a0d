import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { abs, add, mul, sigmoid, sign, sub, type Tensor } from "../graph/index.ts";
import { dense, dropout, input, Layer } from "../layers/index.ts";
import { nativeRuntime } from "../runtime/native.node.ts";
import { load } from "../tasks/load.node.ts";
import type { OwnOptimizer } from "../training/optimizers/optimizer.ts";
import type { BaseModel } from "./base-model.ts";
import { Model } from "./model.ts";
import { type Sequential, sequential } from "./sequential.ts";

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "codings-save-")), "model");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

class Swish extends Layer {
  static override readonly kind: string = "Swish";
  beta!: Tensor;
  protected override build() {
    this.beta = this.addWeight("beta", [1], "ones");
  }
  call(x: Tensor) {
    return mul(x, sigmoid(mul(this.beta, x)));
  }
}
/** The Lion optimizer (Chen et al., 2023), without weight decay. */
class Lion implements OwnOptimizer {
  readonly kind = "Lion";
  readonly learningRate: number;
  readonly config: { readonly beta: number };
  readonly slotCount = 1;
  constructor({ learningRate = 1e-3, beta = 0.9 }: { learningRate?: number; beta?: number } = {}) {
    this.learningRate = learningRate;
    this.config = { beta };
  }
  update(weight: Tensor, gradient: Tensor, [m]: readonly Tensor[], [rate]: readonly Tensor[]) {
    const mean = add(mul(m!, this.config.beta), mul(gradient, 1 - this.config.beta));
    return { weight: sub(weight, mul(sign(mean), rate!)), slots: [mean] };
  }
}
function pinball(yTrue: Tensor, yPred: Tensor) {
  const error = sub(yTrue, yPred);
  return sub(abs(error), mul(error, 0.4));
}

const x = ndarray(
  "float32",
  [24, 4],
  Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)),
);
const options = { warn: false, batchSize: 8 } as const;
const customObjects = { Swish, Lion, pinball };

function own(): Model {
  const start = input([4]);
  const hidden = new Swish().apply(dense(6).apply(start));
  const model = new Model({ inputs: start, outputs: dense(4).apply(dropout(0.2).apply(hidden)) });
  return model.compile({ loss: pinball, optimizer: new Lion({ beta: 0.8 }), metrics: ["mae"] });
}

describe("a saved model", () => {
  it("is compiled when it is loaded, and continues with the same bits as if it had never been saved", async () => {
    const whole = own();
    await whole.fit(x, x, { ...options, epochs: 2 });
    await whole.save(folder);
    const again = await load<Model>(folder, { customObjects });
    expect(await again.evaluate(x, x)).toEqual(await whole.evaluate(x, x));
    expect(again.history).toEqual(whole.history.map((log) => expect.objectContaining({ loss: log.loss })));
    const [one, two] = [await whole.fit(x, x, { ...options, epochs: 2 }), await again.fit(x, x, { ...options, epochs: 2 })];
    expect(two.history.map(({ loss, mae }) => [loss, mae])).toEqual(one.history.map(({ loss, mae }) => [loss, mae]));
    expect(again.getWeights()).toEqual(whole.getWeights());
  });

  it("starts a new training if the state wasn't saved", async () => {
    const whole = own();
    await whole.fit(x, x, options);
    await whole.save(folder, { checkpoint: false });
    const again = await load<Model>(folder, { customObjects });
    await whole.fit(x, x, options);
    await again.fit(x, x, options);
    expect(again.getWeights()).not.toEqual(whole.getWeights());
  });

  it.each([
    ["a layer", "Swish"],
    ["a loss", "pinball"],
    ["an optimizer", "Lion"],
  ])("with a custom part (%s) isn't loaded without it", async (_, name) => {
    await own().save(folder);
    const { [name as keyof typeof customObjects]: __, ...others } = customObjects;
    await expect(load(folder, { customObjects: others })).rejects.toThrow(`customObjects: { ${name} }`);
  });

  it("of several inputs and outputs has an ONNX file with their names and the same results", async () => {
    const [a, b] = [input([4]), input([2])];
    const [left, right] = [dense(3).apply(a), dense(3).apply(b)];
    const model = new Model({ inputs: { a, b }, outputs: { left, right } });
    model.compile({ loss: { left: "mse", right: "mae" }, lossWeights: { right: 2 }, metrics: { left: ["mae"] } });
    const given = {
      a: x,
      b: ndarray(
        "uint8",
        [24, 2],
        Uint8Array.from({ length: 48 }, (_, i) => 5 * i),
      ),
    };
    const wanted = ndarray("float32", [24, 3], new Float32Array(72).fill(0.5));
    await model.fit(given, { left: wanted, right: wanted }, options);
    await model.save(folder);
    const again = await load<typeof model>(folder);
    const outputs = await model.predict(given);
    expect(await again.predict(given)).toEqual(outputs);
    expect(await again.evaluate(given, [wanted, wanted])).toEqual(await model.evaluate(given, [wanted, wanted]));
    const program = await (await nativeRuntime()).compile(new Uint8Array(readFileSync(join(folder, "model.onnx"))));
    const found = await program.run(given);
    for (const name of ["left", "right"] as const) expect(found[name]!.data).toEqual(outputs[name].data);
    await program.close();
  });

  it("that isn't compiled isn't compiled after loading", async () => {
    const model = sequential([dense(3)], { inputShape: [4] });
    await model.save(folder);
    const again = await load<Sequential>(folder);
    expect(await again.predict(x)).toEqual(await model.predict(x));
    await expect((again as BaseModel).fit(x, x)).rejects.toThrow("The model isn't compiled.");
  });

  it("has a card with its inputs, its outputs and how to use it", async () => {
    const model = sequential([dense(3)], { inputShape: [4], name: "small" }).compile({ loss: "mse" });
    await model.fit(x, ndarray("float32", [24, 3], new Float32Array(72)), { ...options, epochs: 2 });
    await model.save(folder);
    const card = readFileSync(join(folder, "README.md"), "utf8");
    for (const line of [
      "# small",
      "| inputs | `input` [n, 4] |",
      "| outputs | `dense` [n, 3] |",
      "| parameters | 15 |",
      "| epochs | 2 |",
      "| loss | 0.",
    ])
      expect(card).toContain(line);
    await model.save(folder, { card: "# Mine\n" });
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("# Mine\n");
  });

  it("is rejected if a loss has no name", async () => {
    const model = sequential([dense(4)], { inputShape: [4] }).compile({ loss: (y, p) => abs(sub(y, p)) });
    await expect(model.save(folder)).rejects.toThrow("is a function without a name, so the model can't be saved");
  });
});
