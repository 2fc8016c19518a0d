import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { type Installed, project } from "./installed.fixture.ts";

const data = `
import { ndarray } from "codings";
const x = ndarray("float32", [4, 2], new Float32Array(8));
`;

/** Programs that extend codings, by what they extend. Each is strict TypeScript, and has what the compiler must reject. */
const programs: Readonly<Record<string, string>> = {
  autoencoder: `
import { garments, type NdArray, StackedAutoencoder } from "codings";
const autoencoder = new StackedAutoencoder({ codings: 4 });
export const codings: Promise<NdArray<"float32">> = autoencoder.transform(garments({ count: 8 }).examples);
// @ts-expect-error there is no such option
export const wrong = new StackedAutoencoder({ coding: 4 });`,

  layer: `
import { input, Model, sequential } from "codings";
import { mul, sigmoid, type Tensor } from "codings/graph";
import { add, type CallContext, dense, Layer, type LayerOptions } from "codings/layers";
export class Swish extends Layer {
  static override readonly kind: string = "Swish";
  beta!: Tensor;
  protected override build(): void {
    this.beta = this.addWeight("beta", [1], "ones");
  }
  call(x: Tensor): Tensor {
    return mul(x, sigmoid(mul(this.beta, x)));
  }
}
export class Residual extends Layer {
  private readonly inner: Layer;
  constructor(options: LayerOptions & { readonly units: number }) {
    super(options);
    this.inner = dense(options.units);
  }
  call(x: Tensor, context: CallContext): Tensor {
    return this.inner.apply(x, context);
  }
}
const start = input([4]);
export const model = new Model({ inputs: start, outputs: add().apply([new Swish().apply(start), start]) });
export const chain = sequential([dense(3, { inputShape: [4] }), new Swish({ name: "swish" }), new Residual({ units: 3 })]);
// @ts-expect-error a merge takes several values, and a sequential model has one
export const merged = sequential([dense(3), add()]);
// @ts-expect-error there is no such option
export const misspelt = dense(3, { activaton: "relu" });
// @ts-expect-error no activation is called like this
export const unknown = dense(3, { activation: "reluu" });
// @ts-expect-error a merge takes a list
export const alone = add().apply(start);
// @ts-expect-error it has to say what it does with tensors
export class Nothing extends Layer {}`,

  loss: `${data}
import { sequential } from "codings";
import { mean, square, sub, type Tensor } from "codings/graph";
import { dense } from "codings/layers";
import { checkGradients, type LossFunction, losses } from "codings/training";
export const own: LossFunction = (yTrue, yPred) => mean(square(sub(yTrue, yPred)), -1);
export function other(yTrue: Tensor, yPred: Tensor): Tensor {
  return own(yTrue, yPred);
}
const model = sequential([dense(2)], { inputShape: [2] });
model.compile({ loss: own }).compile({ loss: other }).compile({ loss: losses.mse }).compile({ loss: "meanSquaredError" });
export const { history } = await model.fit(x, x);
export const off: number = await checkGradients(own, [2]);
// @ts-expect-error no loss is called like this
model.compile({ loss: "mean_sqared" });
// @ts-expect-error a loss gives a tensor
model.compile({ loss: (yTrue: Tensor, yPred: Tensor) => 3 });
// @ts-expect-error a model without a loss can't learn
model.compile({ optimizer: "adam" });`,

  metric: `${data}
import { sequential } from "codings";
import { abs, reshape, sub, sum } from "codings/graph";
import { dense } from "codings/layers";
import type { NamedMetric, TotalsMetric } from "codings/training";
export const largest: NamedMetric = { name: "off", of: (yTrue, yPred) => abs(sub(yTrue, yPred)) };
export const positives: TotalsMetric = {
  name: "positives",
  size: 1,
  sums: (yTrue) => reshape(sum(yTrue), [1]),
  result: ([count]) => count!,
};
const model = sequential([dense(2)], { inputShape: [2] });
model.compile({ loss: "mse", metrics: ["mae", "rootMeanSquaredError", largest, positives] });
export const figures: Record<string, number> = await model.evaluate(x, x);
// @ts-expect-error no metric is called like this
model.compile({ loss: "mse", metrics: ["acurracy"] });
// @ts-expect-error metrics is a list
model.compile({ loss: "mse", metrics: "mae" });`,

  optimizer: `
import { sequential } from "codings";
import { mul, sign, sub, type Tensor } from "codings/graph";
import { dense } from "codings/layers";
import { adam, cosineDecay, type OwnOptimizer, type Update } from "codings/training";
export class Signed implements OwnOptimizer {
  readonly slotCount = 0;
  constructor(readonly learningRate = 0.01) {}
  update(weight: Tensor, gradient: Tensor, _slots: readonly Tensor[], [rate]: readonly Tensor[]): Update {
    return { weight: sub(weight, mul(sign(gradient), rate!)), slots: [] };
  }
}
const model = sequential([dense(2)], { inputShape: [2] });
model.compile({ loss: "mse", optimizer: new Signed() });
model.compile({ loss: "mse", optimizer: adam({ learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 9 }) }) });
// @ts-expect-error no optimizer is called like this
model.compile({ loss: "mse", optimizer: "adamm" });
// @ts-expect-error an optimizer says how it updates a weight
model.compile({ loss: "mse", optimizer: { learningRate: 0.1 } });
// @ts-expect-error there is no such option
adam({ lr: 0.1 });`,

  functional: `${data}
import { input, Model, type NdArray } from "codings";
import { concatenate, dense } from "codings/layers";
const [image, row] = [input([2]), input([2])];
const both = concatenate().apply([dense(3).apply(image), row]);
const model = new Model({ inputs: { image, row }, outputs: { kind: dense(2).apply(both), picture: dense(2).apply(both) } });
model.compile({ loss: { kind: "mse", picture: "mae" }, lossWeights: { kind: 2 }, metrics: { kind: ["mae"] } });
await model.fit({ image: x, row: x }, { kind: x, picture: x }, { epochs: 2, validationSplit: 0.5 });
const outputs = await model.predict({ image: x, row: x });
export const kind: NdArray<"float32"> = outputs.kind;
export const single: NdArray<"float32"> = await new Model({ inputs: image, outputs: dense(2).apply(image) }).predict(x);
// @ts-expect-error the outputs have other names
export const wrong = outputs.kinds;
// @ts-expect-error a model has outputs
new Model({ inputs: image });
// @ts-expect-error there is no such option
await model.fit({ image: x, row: x }, { kind: x, picture: x }, { epoch: 2 });`,

  records: `
import { AnomalyDetector, fromRecords, impute, score, StackedAutoencoder, train } from "codings";
interface Order {
  readonly price: number;
  readonly kind: "a" | "b";
  readonly at: Date;
  readonly note: string | null;
}
const orders: readonly Order[] = [{ price: 1, kind: "a", at: new Date(), note: null }];
export const dataset = await fromRecords(orders);
export const autoencoder = await new StackedAutoencoder().fit(orders, { epochs: 3 });
export const { history } = await train(orders, { exclude: ["note"], epochs: 3 });
export const { strangest } = await score(await new AnomalyDetector().fit(orders), orders);
const [filled] = await impute(autoencoder, orders);
export const price: number | undefined = filled?.price;
// @ts-expect-error a list isn't a row by its columns' names
await fromRecords([[1, 2]]);
// @ts-expect-error a text isn't rows
await new StackedAutoencoder().fit("orders");
// @ts-expect-error there is no such option
await train(orders, { excluded: ["note"] });`,

  stream: `${data}
import { type NdArray, sequential, StackedAutoencoder } from "codings";
import { dense } from "codings/layers";
async function* parts(): AsyncGenerator<{ x: NdArray; y: NdArray }> {
  yield { x, y: x };
}
const model = sequential([dense(2)], { inputShape: [2] }).compile({ loss: "mse" });
await model.fit(parts, { epochs: 3 });
await model.fit(() => parts(), { stepsPerEpoch: 2 });
export const autoencoder = await new StackedAutoencoder().fit(async function* () {
  yield x;
});
// @ts-expect-error a stream brings its own targets
await model.fit(parts, x);`,

  saved: `
import { type Autoencoder, load, type Model, Sequential, sequential } from "codings";
import { type Family, family } from "codings/autoencoders";
import { dense, Layer } from "codings/layers";
import type { Tensor } from "codings/graph";
class Same extends Layer {
  call(x: Tensor): Tensor {
    return x;
  }
}
await sequential([new Same(), dense(2)], { inputShape: [2] }).save("folder", { checkpoint: false });
export const model = await load<Model>("folder", { customObjects: { Same } });
export const chain: Sequential = await load<Sequential>("folder");
declare const own: Family;
export const autoencoder: Autoencoder = await load<Autoencoder>("folder", { families: { own } });
// @ts-expect-error what is of one's own is given by its name
await load("folder", { customObjects: [Same] });
// @ts-expect-error there is no such option
await load("folder", { custom_objects: { Same } });`,

  families: `
import { Autoencoder, garments, sequential, train } from "codings";
import { families, family } from "codings/autoencoders";
import { dense, flatten, reshape } from "codings/layers";
const wide = family<"wide", { readonly width: number }>({
  name: "wide",
  title: "Wide",
  summary: "one wide layer",
  section: "Stacked Autoencoders",
  examples: "any",
  defaults: families.stacked.defaults,
  options: { width: { summary: "width", default: 20, form: "<n>", parse: Number, show: String } },
  build: ({ inputShape, codings, width }) => ({
    encoder: sequential([flatten(), dense(width), dense(codings)]),
    decoder: sequential([dense(784), reshape(inputShape)]),
  }),
});
const { examples } = garments({ count: 8 });
export const { recipe } = await train(examples, { family: wide, width: 3, epochs: 1 });
export const autoencoder = new Autoencoder({ family: wide, width: 3 });
// @ts-expect-error the option is a number
await train(examples, { family: wide, width: "3" });
// @ts-expect-error a family of codings by its name has no such option
await train(examples, { family: "stacked", width: 3 });`,
};

const COMPILER = join(project, "node_modules/@typescript/native/bin/tsc");
const STRICT = ["--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noEmit"];

/** Tests that programs in strict TypeScript see the types that they need, and that the compiler rejects what is wrong in them. */
export function types(here: Installed): void {
  const names = Object.keys(programs);
  const fileOf = (name: string) => `typed-${name}.mts`;
  let told: readonly string[];
  beforeAll(async () => {
    for (const name of names) await here.write(fileOf(name), programs[name]!);
    const options = [...STRICT, "--pretty", "false", "--target", "es2023", "--module", "nodenext", "--types", ""];
    const answer = here.run(process.execPath, COMPILER, ...options, ...names.map(fileOf));
    told = (await answer.catch(({ stdout }) => stdout as string)).split("\n");
  }, 120_000);

  // What is wrong in the package's own types, which all programs bring, is none of another program's.
  it.each(names)("for %s", (name) => {
    const others = names.filter((other) => other !== name).map(fileOf);
    expect(told.filter((line) => line !== "" && !others.some((other) => line.startsWith(other)))).toEqual([]);
  });
}
