import { describe, expect, it } from "vitest";
import type { CustomObjects } from "../core/custom-objects.ts";
import { ndarray, sizeOf } from "../core/ndarray.ts";
import { fromOnnx, toOnnx } from "../graph/index.ts";
import { Dense, dense, denseTranspose, Layer, type LayerOptions, timeDistributed } from "../layers/index.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { inferenceProgram } from "../training/program.ts";
import { modelFrom } from "./architecture.ts";
import type { BaseModel } from "./base-model.ts";
import { describeModel, type LayerDescription } from "./describe.ts";
import { Sequential, sequential } from "./sequential.ts";

class Doubled extends Layer {
  call(x: Parameters<Layer["call"]>[0]) {
    return x;
  }
}
/** A layer whose constructor doesn't take an object of options. */
class Forgetful extends Doubled {
  readonly times: number;
  constructor(times: number) {
    super();
    if (typeof times !== "number") throw new TypeError("times must be a number");
    this.times = times;
  }
}
/** A layer that passes its own option neither to super nor to config(). */
class Scaled extends Doubled {
  readonly factor: number;
  constructor({ factor = 1, ...options }: LayerOptions & { readonly factor?: number } = {}) {
    super(options);
    this.factor = factor;
  }
}
class Changed extends Doubled {
  by = 2;
}
class Kept extends Doubled {
  readonly factors: ArrayLike<number>;
  readonly width = [0];
  constructor(options: LayerOptions & { readonly factors?: ArrayLike<number> } = {}) {
    super(options);
    this.factors = options.factors ?? [];
  }
  protected override build([width]: readonly number[]) {
    this.width[0] = width!;
    this.addWeight("kernel", [width!]);
  }
}
class Within extends Doubled {
  readonly inner: Dense;
  constructor({ units = 2, ...options }: LayerOptions & { readonly units?: number } = {}) {
    super(options);
    this.inner = dense(units);
  }
}
/** A layer with the kind of Dense that isn't a Dense. */
class Other extends Dense {
  override call(x: Parameters<Layer["call"]>[0]) {
    return x;
  }
}
class Mine extends Sequential {}

const shared = () => dense(3, { activation: "selu" });

/** Describes a model and makes it again, with the same weights. */
function again(model: BaseModel, custom: CustomObjects = {}): BaseModel {
  const description = JSON.parse(JSON.stringify(describeModel(model))) as LayerDescription;
  const made = modelFrom(description, custom);
  expect(describeModel(made)).toEqual(description);
  return made;
}

describe("a model that uses a layer more than once can be made again", () => {
  const layer = shared();
  const part = sequential([dense(3)], { name: "part" });
  const step = timeDistributed(layer);
  it.each<[string, () => Sequential, readonly number[]]>([
    ["a layer twice", () => sequential([dense(3, { inputShape: [3] }), layer, layer]), [3]],
    [
      "a layer in two parts",
      () => {
        const both = shared();
        return sequential([sequential([both], { name: "encoder" }), sequential([both, dense(3)], { name: "decoder" })]);
      },
      [3],
    ],
    ["a nested model twice", () => sequential([part, dense(3), part]), [3]],
    ["a layer at each step twice", () => sequential([step, step]), [2, 3]],
    ["a model at each step", () => sequential([timeDistributed(sequential([dense(4), dense(3)]))]), [2, 3]],
  ])("%s", async (_what, make, inputShape) => {
    const model = make();
    model.buildFor(inputShape);
    const made = again(model);
    made.buildFor(inputShape);
    expect(made.variablePaths).toEqual(model.variablePaths);
    const x = ndarray(
      "float32",
      [2, ...inputShape],
      Float32Array.from({ length: 2 * sizeOf(inputShape) }, (_, i) => Math.sin(i)),
    );
    made.setWeights(model.getWeights());
    expect(await made.predict(x)).toEqual(await model.predict(x));
  });
});

describe("a model that couldn't be made again isn't described, and the error names the layer", () => {
  it.each<[string, () => Sequential, string]>([
    ["a layer with the kind of a built-in one", () => sequential([new Other(3)]), 'Layer "dense" has the custom class Other,'],
    ["a model with a custom class", () => new Mine([dense(3)]), 'Layer "sequential" has the custom class Mine,'],
    [
      "a nested model with a custom class",
      () => sequential([new Mine([dense(3)], { name: "mine" })]),
      'Layer "mine" has the custom class Mine,',
    ],
    ["a class without a name", () => sequential([new (class extends Doubled {})()]), "has a class without a name"],
    ["a layer whose options are lost", () => sequential([new Forgetful(3)]), "can't be made again from its config()"],
    [
      "a layer with an option that its config doesn't have",
      () => sequential([new Scaled({ factor: 3 })]),
      'Layer "scaled", a Scaled, would be loaded with factor 1 instead of 3. Return everything that its constructor needs from config(): config() { return { factor: this.factor }; }',
    ],
    [
      "a layer that was changed after it was made",
      () => sequential([Object.assign(new Changed(), { by: 5 })]),
      "would be loaded with by ",
    ],
    [
      "a layer with an option that JSON can't store",
      () => sequential([new Kept({ factors: Float32Array.of(1, 2) })]),
      "would be loaded with factors ",
    ],
    [
      "a layer with other inner layers",
      () => sequential([new Within({ units: 3, inputShape: [3] })]),
      "would be loaded with inner ",
    ],
  ])("%s", (_what, make, line) => {
    expect(() => describeModel(make())).toThrow(line);
  });

  it("a layer that stores its options can be made again, also after it has created its weights", () => {
    const model = sequential([new Kept({ factors: [1, 2], inputShape: [3] })]);
    model.buildFor([3]);
    model.initialize();
    const description = JSON.parse(JSON.stringify(describeModel(model)));
    const made = modelFrom(description, { Kept });
    expect(made.layers[0]).toMatchObject({ factors: [1, 2] });
    expect(describeModel(made)).toEqual(description);
  });

  it("layers that are tied to one another can be made again", () => {
    const down = dense(2, { inputShape: [3] });
    const description = describeModel(sequential([down, denseTranspose(down)]));
    expect(describeModel(modelFrom(description))).toEqual(description);
  });

  it("a frozen layer that is applied at each step stays frozen", () => {
    const frozen = sequential([timeDistributed(dense(3, { trainable: false }), { inputShape: [2, 3] })]);
    expect(frozen.trainableVariables).toHaveLength(0);
    expect(modelFrom(describeModel(frozen)).trainableVariables).toHaveLength(0);
  });
});

it("a model that uses a layer twice has the same outputs as ONNX", async () => {
  const layer = shared();
  const part = sequential([layer, dense(3)], { name: "part" });
  const model = sequential([dense(3, { inputShape: [3] }), part, layer, part]);
  const x = ndarray("float32", [2, 3], Float32Array.of(0.1, -0.5, 2, 1, 0.3, -0.2));
  const wanted = await model.predict(x);
  const runtime = await nodeRuntime({ threads: 1 });
  const bytes = toOnnx(inferenceProgram(model, { dtype: "float32", shape: [3] }));
  const { nodes, constants } = fromOnnx(bytes);
  expect(nodes.filter(({ op }) => op === "Gemm")).toHaveLength(6);
  expect(Object.values(constants).filter(({ shape }) => shape.length === 2)).toHaveLength(3);
  const program = await runtime.compile(bytes);
  expect((await program.run({ examples: x })).outputs).toEqual(wanted);
  // The same by hand: h ← dense, then selu(layer), dense, selu(layer), selu(layer), dense.
  const [k0, b0, k1, b1, k2, b2] = model.getWeights().map(({ data }) => data);
  const times = (h: readonly number[], kernel: Float32Array, bias: Float32Array) =>
    [0, 1, 2].map((j) => h.reduce((sum, v, i) => sum + v * kernel[3 * i + j]!, bias[j]!));
  const selu = (h: readonly number[]) => h.map((v) => 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * (Math.exp(v) - 1)));
  const partOf = (h: readonly number[]) => times(selu(times(h, k1!, b1!)), k2!, b2!);
  const first = partOf(selu(times(partOf(times([...x.data.slice(0, 3)], k0!, b0!)), k1!, b1!)));
  for (const [i, value] of first.entries()) expect(wanted.data[i]).toBeCloseTo(value, 5);
  await program.close();
});
