import { describe, expect, it } from "vitest";
import { type NdArray, ndarray, sliceRows } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import type { TablePreprocessing } from "../data/tables/schema/columns.ts";
import type { FitResult } from "../models/fit.ts";
import { type Callback, earlyStopping, reduceLearningRateOnPlateau } from "../training/index.ts";
import type { TrainingState } from "../training/state.ts";
import { type Autoencoder, autoencoderFrom } from "./autoencoder.ts";
import { autoencoderFiles } from "./files.ts";
import { GreedyAutoencoder, StackedAutoencoder, VariationalAutoencoder } from "./index.ts";
import type { AutoencoderOptions } from "./options.ts";

const number = (name: string) =>
  ({ kind: "number", name, missing: 0, scaling: "standard", center: 0, scale: 1, whole: false }) as const;
const table: TablePreprocessing = {
  columns: [number("x"), number("y"), { kind: "category", name: "z", missing: 0, values: ["on"], open: true, entropy: 0.7 }],
  keys: [],
  leftOut: [],
};
const windows: TablePreprocessing = { ...table, windows: { window: 3, step: 1 } };

/** Mostly noise, which the network overfits, so that the validation loss falls and rises again. */
function rowsOf(count: number): number[] {
  const source = random(3);
  return Array.from({ length: count }, () => {
    const isOn = source.uniform() < 0.5 ? 1 : 0;
    return [source.normal(), source.normal() + isOn, isOn, 1 - isOn];
  }).flat();
}
const source = random(4);
const data = {
  images: ndarray(
    "uint8",
    [100, 4, 4],
    Uint8Array.from({ length: 1600 }, () => source.integer(256)),
  ),
  table: ndarray("float32", [100, 4], Float32Array.from(rowsOf(100))),
  windows: ndarray("float32", [100, 3, 4], Float32Array.from(rowsOf(300))),
};

const shared = { codings: 2, hidden: [9], seed: 5 } as const;
const fast = { optimizer: "adam", learningRate: 0.02 } as const;
const made: Readonly<Record<string, (options: AutoencoderOptions) => Autoencoder>> = {
  stacked: (options) => new StackedAutoencoder({ ...shared, ...fast, ...options }),
  variational: (options) => new VariationalAutoencoder({ ...shared, ...fast, ...options }),
  greedy: (options) => new GreedyAutoencoder({ ...shared, ...fast, laterLearningRate: 0.02, ...options }),
  "fine-tuned greedy": (options) =>
    new GreedyAutoencoder({
      ...shared,
      ...fast,
      laterLearningRate: 0.02,
      fineTune: true,
      ...options,
    } as AutoencoderOptions),
};

interface Part {
  readonly epochs: number;
  readonly patience?: number;
  /** Number of batches after which it is interrupted, in the middle of an epoch of eight batches. */
  readonly batches?: number;
}

/** Trains in parts. After each part the files of a folder are written and read again. */
async function trained(make: () => Autoencoder, examples: NdArray, ...parts: readonly Part[]) {
  let autoencoder = make();
  let state: TrainingState | undefined;
  let last: FitResult | undefined;
  const [train, validation] = [sliceRows(examples, 0, 60), sliceRows(examples, 60, 100)];
  for (const { epochs, patience = 4, batches } of parts) {
    const controller = new AbortController();
    let done = 0;
    const interrupt: Callback = { onProgress: () => void (++done === batches && controller.abort()) };
    last = await autoencoder.fit(train, {
      epochs,
      batchSize: 8,
      validation,
      warn: false,
      pace: () => ({ steps: 1 }),
      signal: controller.signal,
      callbacks: [interrupt, earlyStopping({ patience }), reduceLearningRateOnPlateau({ patience: 2, factor: 0.7 })],
      ...(state && { from: state }),
    });
    if (batches !== undefined) expect(last.stopped).toBe("interrupted");
    const files = autoencoderFiles(autoencoder, { state: last.state });
    const bytes = Object.entries(files).map(([name, file]) => [
      name,
      typeof file === "string" ? new TextEncoder().encode(file) : file,
    ]);
    ({ autoencoder, state } = autoencoderFrom(Object.fromEntries(bytes)));
  }
  const history = last!.history.map(({ seconds: _, examplesPerSecond: __, ...log }) => log);
  return {
    weights: autoencoder.trained.model.getWeights(),
    state: comparable(state!),
    history,
    stopped: last!.stopped,
    calibration: autoencoder.calibration,
  };
}

/** Returns a state without its times in seconds. */
const comparable = ({ history, phases, ...state }: TrainingState): unknown => ({
  ...state,
  epochs: history.length,
  phases: phases?.map(comparable),
});

describe.each(["images", "table", "windows"] as const)("trained on %s with early stopping", (kind) => {
  const options = { images: {}, table: { table }, windows: { table: windows } }[kind];
  const families = kind === "images" ? Object.keys(made) : ["stacked", "variational", "greedy"];
  const MOST = 30;
  const ways: readonly [string, readonly Part[]][] = [
    ["after its epochs", [{ epochs: 6 }]],
    ["in the middle of an epoch", [{ epochs: MOST, batches: 43 }]],
    [
      "because its patience ended earlier",
      [
        { epochs: MOST, patience: 1 },
        { epochs: MOST, patience: 2 },
      ],
    ],
    [
      "several times, in each of these ways",
      [{ epochs: 2 }, { epochs: MOST, batches: 13 }, { epochs: MOST, patience: 1 }, { epochs: 8 }],
    ],
    ["because its patience had ended, so there is nothing left to train", [{ epochs: MOST }]],
  ];
  describe.each(families)("a %s autoencoder that continues equals one of an uninterrupted run", (family) => {
    const run = (...parts: readonly Part[]) => trained(() => made[family]!(options), data[kind], ...parts);
    const whole = run({ epochs: MOST });

    it.each(kind === "images" && family === "stacked" ? ways : ways.slice(3))("after it stopped %s", async (_how, parts) => {
      const { stopped, ...wanted } = await whole;
      expect(stopped).toMatch(/^no better valLoss for 4 epochs; the best was epoch \d+$/);
      expect(await run(...parts, { epochs: MOST })).toEqual({ stopped, ...wanted });
    });
  });
});
