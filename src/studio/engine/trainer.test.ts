import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { random } from "../../core/random.ts";
import type { TablePreprocessing } from "../../data/tables/schema/columns.ts";
import { nodeRuntime } from "../../runtime/node.ts";
import { defaultsOf } from "../settings/settings.ts";
import { type Checkpoint, type RunEnd, type RunEvent, Trainer } from "./trainer.ts";

const number = (name: string) =>
  ({ kind: "number", name, missing: 0, scaling: "standard", center: 0, scale: 1, whole: false }) as const;
const table: TablePreprocessing = { columns: ["a", "b", "c"].map(number), keys: [], leftOut: [] };
const source = random(3);
const rows = (count: number) =>
  ndarray(
    "float32",
    [count, 3],
    Float32Array.from({ length: 3 * count }, () => source.normal()),
  );
const [train, validation] = [rows(60), rows(40)];
const settings = {
  ...defaultsOf("stacked"),
  data: "file",
  optimizer: "adam",
  learningRate: 0.02,
  codings: 2,
  hidden: [8],
  batchSize: 8,
  epochs: 60,
};

it("stops at the reported place when it is paused, and trains one batch more for each step, and to the end of an epoch", async () => {
  const trainer = new Trainer(await nodeRuntime({ threads: 1 }));
  const events: RunEvent[] = [];
  const ended = trainer.run({ settings, kind: { shape: [3], table }, train, validation }, (event) => {
    events.push(event);
    if (event.kind === "epoch" && event.log.epoch === 2) trainer.pause();
  });
  const rests = () => events.filter((event): event is Extract<RunEvent, Checkpoint> => event.kind === "rest");
  await expect.poll(() => rests().length).toBe(1);
  const { moment, state } = rests()[0]!;
  const batches = Math.ceil(60 / settings.batchSize);
  expect(moment.epochs).toBeCloseTo(state.history.length + state.batch / batches, 9);
  expect(trainer.checkpoint()!.moment).toEqual(moment);
  trainer.step();
  await expect.poll(() => rests().length).toBe(2);
  expect(rests()[1]!.moment.epochs - moment.epochs).toBeCloseTo(1 / batches, 9);
  expect(trainer.checkpoint()!.moment).toEqual(rests()[1]!.moment);
  for (const epochs of [3, 4]) {
    trainer.toEpochEnd();
    await expect.poll(() => rests().at(-1)!.moment.epochs).toBe(epochs);
    expect(trainer.checkpoint()!.moment).toEqual(rests().at(-1)!.moment);
  }
  for (let i = 0; i < batches; i++) {
    trainer.step();
    await expect.poll(() => rests()).toHaveLength(5 + i);
  }
  expect(rests().at(-1)!.moment.epochs).toBe(5);
  trainer.toEpochEnd();
  await expect.poll(() => rests().at(-1)!.moment.epochs).toBe(6);
  trainer.stop();
  await ended;
});

it("resumes a run on a table from a checkpoint or its end with the same results as without a stop, including early stopping", async () => {
  const trainer = new Trainer(await nodeRuntime({ threads: 1 }));
  const run = (epochs: number, from?: Pick<RunEnd, "moment" | "state">, tell: (event: RunEvent) => void = () => undefined) =>
    trainer.run(
      {
        settings: { ...settings, epochs },
        kind: { shape: [3], table },
        train,
        validation,
        // Messages to a worker and the browser's database clone values in the same way.
        ...(from && { from: structuredClone({ weights: from.moment.weights, state: from.state }) }),
      },
      tell,
    );
  const known = ({ moment, state: { history, ...state } }: RunEnd) => ({
    weights: moment.weights,
    state,
    losses: history.map(({ loss, valLoss }) => [loss, valLoss]),
  });
  const whole = await run(60);
  expect(whole.history.length).toBeLessThan(60);
  const ended = await run(4);
  const stopped = await run(60, ended, (event) => {
    if (event.kind === "epoch" && event.log.epoch === 9) trainer.stop();
  });
  expect(stopped.done).toBe(false);
  expect(known(await run(60, stopped))).toEqual(known(whole));
});

it("reports problems of the model in the words of the page when a run is done, but not when it was stopped", async () => {
  const trainer = new Trainer(await nodeRuntime({ threads: 1 }));
  const start = { settings: { ...settings, learningRate: 1e-7, epochs: 2 }, kind: { shape: [3], table }, train, validation };
  const { findings } = await trainer.run(start, () => undefined);
  expect(findings.map(({ remedy }) => remedy)).toEqual([{ learningRate: 0.001, epochs: 50 }]);
  expect(findings[0]!.line).toMatch(
    /^The model is worse than PCA: .* Train with a higher learning rate \(0\.001\) and more epochs \(50\)\.$/,
  );
  const stopped = await trainer.run(start, (event) => {
    if (event.kind === "epoch") trainer.stop();
  });
  expect([stopped.done, stopped.findings]).toEqual([false, []]);
});
