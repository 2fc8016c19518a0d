import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import {
  constant,
  constantOf,
  div,
  gather,
  inputsOfRows,
  maximum,
  mul,
  reduceSum,
  slice,
  type Tensor,
  toOnnx,
} from "../graph/index.ts";
import { callContext } from "../layers/call-context.ts";
import { numbersOf } from "../layers/variable.ts";
import { sequential } from "../models/sequential.ts";
import { defaultRuntime } from "../runtime/default.ts";
import type { Program, Runtime } from "../runtime/runtime.ts";
import { adamW, type Callback, cosineDecay } from "../training/index.ts";
import { lacks } from "./cells.ts";
import type { Features } from "./features.ts";
import { type Layout, layoutOf, MaskedNetwork, outputCount, surprise, targetCount } from "./masked-network.ts";

/** Units, hidden layers and batch size of a masked network. */
const [UNITS, DEPTH, BATCH] = [128, 3, 256];
const RATE = 3e-3;
const WARM_UP = 0.3;
/** Number of examples that are seen in training. Smaller tables are repeated. */
const SEEN = 180_000;
const [FEWEST_EPOCHS, MOST_EPOCHS] = [4, 60];
/** Maximum number of rows used for training. */
const MOST_ROWS = 45_000;
/** Share of each batch, the most surprising rows, that is left out of the loss, because it may be wrong. */
const TRIMMED = 0.03;

export interface MaskedOptions {
  readonly seed: number;
  readonly runtime?: Runtime | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives the share of the training that is done, from time to time. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A trained network that predicts the columns of a table from each other. */
export interface Masked {
  readonly layout: Layout;
  /**
   * Computes the surprise of each target of some rows while its column is hidden, [rows, targets] in the order of
   * `features.targets`.
   * @param hide more columns to hide in each of the rows.
   */
  surprises(rows: ArrayLike<number>, hide?: (place: number) => readonly number[]): Promise<Float32Array>;
  /** Predicts some rows while some columns are hidden, [rows, outputCount]. */
  predictions(rows: ArrayLike<number>, hide: (place: number) => readonly number[]): Promise<Float32Array>;
  close(): Promise<void>;
}

export const maskedNetwork = (layout: Layout): MaskedNetwork => new MaskedNetwork(layout, { units: UNITS, depth: DEPTH });

/** Trains a network on some rows of a table to predict any columns from the others. */
export async function trainMasked(features: Features, rows: ArrayLike<number>, options: MaskedOptions): Promise<MaskedNetwork> {
  const { seed, signal, onProgress } = options;
  const layout = layoutOf(features);
  const network = maskedNetwork(layout);
  const model = sequential([network], { seed });
  const learned = drawnFrom(rows, MOST_ROWS, seed);
  const epochs = Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, Math.round(SEEN / learned.length)));
  const steps = epochs * Math.ceil(learned.length / BATCH);
  const warmupSteps = Math.round(WARM_UP * steps);
  const rate = { initialLearningRate: RATE / 25, warmupTarget: RATE, warmupSteps, decaySteps: steps - warmupSteps };
  model.compile({
    loss: lossOf(layout),
    optimizer: adamW({ learningRate: cosineDecay(rate), weightDecay: 0.01 }),
    clipNorm: 1,
    trim: TRIMMED,
  });
  const told: Callback = {
    onProgress: ({ batch }, run) => onProgress?.((run.history.length * Math.ceil(learned.length / BATCH) + batch) / steps),
  };
  await model.fit(inputsOf(features, learned), targetsOf(features, layout, learned), {
    epochs,
    batchSize: Math.min(BATCH, learned.length),
    seed,
    warn: false,
    callbacks: [told],
    ...(options.runtime && { runtime: options.runtime }),
    ...(signal && { signal }),
  });
  signal?.throwIfAborted();
  return network;
}

/** Draws some of the rows without repetition. */
function drawnFrom(rows: ArrayLike<number>, most: number, seed: number): Int32Array {
  const all = Int32Array.from(rows);
  if (all.length <= most) return all;
  const source = random(seed, 7);
  for (let i = 0; i < most; i++) {
    const other = i + Math.floor(source.uniform() * (all.length - i));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.slice(0, most).sort();
}

/** Returns the loss: the mean surprise of each row's hidden targets that aren't missing. */
function lossOf(layout: Layout) {
  const { numbers, classes, columns, targets } = layout;
  const owners = constantOf(
    "int32",
    [targets.length],
    targets.map(({ column }) => column),
  );
  return function surpriseOfHidden(yTrue: Tensor, yPred: Tensor): Tensor {
    const outputs = outputCount(layout);
    const hidden = gather(slice(yPred, 1, outputs, outputs + columns), owners, 1);
    const counts = mul(hidden, slice(yTrue, 1, numbers + classes, targetCount(layout)));
    return div(reduceSum(mul(surprise(yTrue, yPred, layout), counts), [1]), maximum(reduceSum(counts, [1]), 1));
  };
}

/** Returns the inputs [rows, inputs + columns]. @param hide columns to hide in each of the rows. */
function inputsOf(features: Features, rows: ArrayLike<number>, hide?: (place: number) => readonly number[]): NdArray<"float32"> {
  const { inputs, columns } = features;
  const width = inputs.length + columns.length;
  const data = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    inputs.forEach((input, k) => {
      data[i * width + k] = input.of(row);
    });
    columns.forEach((cells, k) => {
      if (lacks(cells, row)) data[i * width + inputs.length + k] = 1;
    });
    for (const column of hide?.(i) ?? []) data[i * width + inputs.length + column] = 1;
  }
  return ndarray("float32", [rows.length, width], data);
}

/** Returns the targets [rows, targetCount]. */
function targetsOf(features: Features, layout: Layout, rows: ArrayLike<number>): NdArray<"float32"> {
  const { numbers, classes, sizes, targets } = layout;
  const width = targetCount(layout);
  const data = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const base = i * width;
    let at = numbers;
    targets.forEach(({ place }, k) => {
      const target = features.targets[place]!;
      const value = target.of(rows[i]!);
      const isThere = target.kind === "number" ? !Number.isNaN(value) : value >= 0;
      if (isThere) {
        if (target.kind === "number") data[base + k] = value;
        else data[base + at + value] = 1;
        data[base + numbers + classes + k] = 1;
      }
      if (target.kind === "class") at += sizes[k - numbers]!;
    });
  }
  return ndarray("float32", [rows.length, width], data);
}

/** Number of rows that are predicted at a time. */
const ROWS = 4096;

/** Creates the predictions of a trained network for the rows of a table. */
export async function predictor(features: Features, network: MaskedNetwork, given: Runtime | undefined): Promise<Masked> {
  const { layout } = network;
  const { targets, columns } = layout;
  const runtime = given ?? (await defaultRuntime());
  const weights = new Map(network.variables.map((variable) => [variable, constant(numbersOf(variable))]));
  const width = features.inputs.length + columns;
  const [x, y] = inputsOfRows([
    { name: "x", dtype: "float32", shape: [width] },
    { name: "y", dtype: "float32", shape: [targetCount(layout)] },
  ]) as [Tensor, Tensor];
  const outputs = network.apply(x, callContext("use", weights));
  const compile = (name: string, inputs: readonly Tensor[], output: Tensor): Promise<Program> =>
    runtime.compile(toOnnx({ name, inputs, outputs: { [name]: output } }));
  const surprising = await compile("surprise", [x, y], surprise(y, outputs, layout));
  let predicting: Program | undefined;
  return {
    layout,
    async surprises(rows, hide) {
      const result = new Float32Array(rows.length * targets.length);
      for (let start = 0; start < rows.length; start += ROWS) {
        const part = Array.from({ length: Math.min(ROWS, rows.length - start) }, (_, i) => rows[start + i]!);
        const inputs = inputsOf(features, part, hide && ((i) => hide(start + i)));
        const wanted = targetsOf(features, layout, part);
        for (const column of new Set(targets.map((target) => target.column))) {
          const before = part.map((_, i) => inputs.data[i * width + features.inputs.length + column]!);
          part.forEach((_, i) => {
            inputs.data[i * width + features.inputs.length + column] = 1;
          });
          const { surprise: found } = await surprising.run({ x: inputs, y: wanted });
          targets.forEach((target, k) => {
            if (target.column !== column) return;
            part.forEach((_, i) => {
              result[(start + i) * targets.length + target.place] = found!.data[i * targets.length + k] as number;
            });
          });
          part.forEach((_, i) => {
            inputs.data[i * width + features.inputs.length + column] = before[i]!;
          });
        }
      }
      return result;
    },
    async predictions(rows, hide) {
      predicting ??= await compile("prediction", [x], slice(outputs, 1, 0, outputCount(layout)));
      const result = new Float32Array(rows.length * outputCount(layout));
      for (let start = 0; start < rows.length; start += ROWS) {
        const part = Array.from({ length: Math.min(ROWS, rows.length - start) }, (_, i) => rows[start + i]!);
        const { prediction } = await predicting.run({ x: inputsOf(features, part, (i) => hide(start + i)) });
        result.set(prediction!.data as Float32Array, start * outputCount(layout));
      }
      return result;
    },
    async close() {
      await surprising.close();
      await predicting?.close();
    },
  };
}

/** Averages the predictions of several networks. @param models networks for the same table. */
export function together(models: readonly Masked[]): Masked {
  const meanOf = async (each: (masked: Masked) => Promise<Float32Array>): Promise<Float32Array> => {
    const all: Float32Array[] = [];
    for (const masked of models) all.push(await each(masked));
    return all[0]!.map((_, i) => all.reduce((sum, one) => sum + one[i]!, 0) / all.length);
  };
  return {
    layout: models[0]!.layout,
    surprises: (rows, hide) => meanOf((masked) => masked.surprises(rows, hide)),
    predictions: (rows, hide) => meanOf((masked) => masked.predictions(rows, hide)),
    async close() {
      for (const masked of models) await masked.close();
    },
  };
}
