import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sizeOf } from "../../src/core/ndarray.ts";
import { type AnyLayer, input, type SymbolicTensor } from "../../src/layers/index.ts";
import { type LayerDescription, Model, modelFrom, type Sequential } from "../../src/models/index.ts";
import { adam, adamW, nadam, type Optimizer, rmsprop, sgd } from "../../src/training/index.ts";
import { fixture, numbers } from "./keras.fixture.ts";

interface Case {
  readonly name: string;
  readonly inputs: readonly [{ readonly name: string; readonly shape: readonly number[]; readonly words: boolean }];
  readonly layers: Readonly<Record<string, { readonly layer: string; readonly config: Readonly<Record<string, unknown>> }>>;
  readonly calls: readonly { readonly layer: string; readonly inputs: readonly string[]; readonly output: string }[];
  readonly output: string;
  readonly key: number;
  readonly weights: readonly (readonly [layer: string, name: string, shape: readonly number[]])[];
  readonly outputShape: readonly number[];
  readonly outputs: string;
  readonly after: Readonly<Record<keyof typeof optimizers, string>>;
}

const options = { learningRate: 0.01, epsilon: 1e-3 };
const optimizers = {
  sgd: () => sgd({ learningRate: 0.05, momentum: 0.9 }),
  adam: () => adam(options),
  adamW: () => adamW(options),
  rmsprop: () => rmsprop(options),
  nadam: () => nadam(options),
} satisfies Record<string, () => Optimizer>;

const { cases, examples, batch, steps } = fixture("keras-architectures") as Record<"examples" | "batch" | "steps", number> & {
  readonly cases: readonly Case[];
};

const decoded = (base64: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer);

/** Creates the model with Keras's initial weights, and its layers in Keras's order. */
function made({ inputs, layers, calls, output, weights, key }: Case) {
  const described = ([name, { layer, config }]: [string, Case["layers"][string]]): LayerDescription => ({
    kind: layer,
    name,
    trainable: true,
    config,
  });
  // A sequential model of all layers creates them from their descriptions. It isn't used itself.
  const frame = { kind: "Sequential", name: "", trainable: true, config: { layers: Object.entries(layers).map(described) } };
  const byName = new Map<string, AnyLayer>((modelFrom(frame) as Sequential).layers.map((layer) => [layer.name, layer]));
  const tensors = new Map<string, SymbolicTensor>(inputs.map(({ name, shape }) => [name, input(shape)]));
  for (const call of calls) {
    const given = call.inputs.map((name) => tensors.get(name)!);
    const layer = byName.get(call.layer)! as { apply(inputs: unknown): SymbolicTensor };
    tensors.set(call.output, layer.apply(given.length > 1 ? given : given[0]));
  }
  const model = new Model({ inputs: tensors.get(inputs[0].name)!, outputs: tensors.get(output)! });
  const variables = Object.keys(layers).flatMap((name) => byName.get(name)!.variables);
  expect(variables.map(({ name, shape }) => [name.replace(/^.*kernel$/, "kernel"), shape])).toEqual(
    weights.map(([, name, shape]) => [name.replace(/^.*kernel$/, "kernel"), shape]),
  );
  variables.forEach((variable, i) => {
    const about1 = ["gamma", "moving_variance"].includes(variable.name);
    variable.value = numbers(variable.shape, key + i, about1 ? [0.5, 1.5] : [-0.5, 0.5]).data;
  });
  return { model, variables };
}

/** Draws examples: whole numbers from 0 to 4 for an embedding, otherwise numbers with two decimals. */
function examplesOf({ inputs: [{ shape, words }], key }: Case): NdArray<"float32"> {
  const whole = [examples, ...shape];
  const drawn = numbers(whole, key + 100, words ? [0, 4.99] : [-1, 1]);
  return words ? ndarray("float32", whole, drawn.data.map(Math.floor)) : drawn;
}

function expectNear(found: Float32Array, wanted: Float32Array, tolerance: number): void {
  expect(found.length).toBe(wanted.length);
  expect(Math.max(0, ...found.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(tolerance);
}

describe.each(cases.map((example) => [example.name, example] as const))("the random architecture %s", (_, example) => {
  it("predicts the same as Keras", async () => {
    const { model } = made(example);
    const given = examplesOf(example);
    expectNear((await model.predict(given)).data, decoded(example.outputs), 1e-4);
  });

  it.each(Object.entries(optimizers))("has the same weights as in Keras after four steps of %s", async (name, optimizer) => {
    const { model, variables } = made(example);
    const given = examplesOf(example);
    const targets = numbers([examples, ...example.outputShape], example.key + 110);
    model.compile({ loss: "mse", optimizer: optimizer() });
    const epochs = (steps * batch) / examples;
    await model.fit(given, targets, { epochs, batchSize: batch, shuffle: false, warn: false });
    const after = decoded(example.after[name as keyof typeof optimizers]);
    let start = 0;
    for (const { value, shape } of variables) {
      expectNear(value!, after.subarray(start, start + sizeOf(shape)), 2e-3);
      start += sizeOf(shape);
    }
  });
});
