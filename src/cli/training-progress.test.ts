import { expect, it } from "vitest";
import type { Callback, EpochLog, Progress, Run } from "../training/index.ts";
import type { Output } from "./command.ts";
import { tellTraining } from "./training-progress.ts";

const run = {} as Run;
const log = (epoch: number): EpochLog => ({ epoch, loss: 1 / epoch, learningRate: 1, seconds: 1, examplesPerSecond: 100 });
const progress = { epochs: 30, batch: 1, batches: 1, loss: 1, examplesPerSecond: 100, secondsLeft: 1 };

/** Returns the epochs whose lines stay in a training of 30 epochs, and the lines that were rewritten. */
async function told(isTerminal: boolean) {
  const [stays, rewritten]: [string[], string[]] = [[], []];
  const output = { isTerminal, say: (line: string) => stays.push(line), live: (line: string) => rewritten.push(line) };
  const callback: Callback = tellTraining(output as unknown as Output, "stacked");
  await callback.onTrainBegin?.(run);
  for (let epoch = 1; epoch <= 30; epoch++) {
    await callback.onProgress?.({ ...progress, epoch } satisfies Progress, run);
    await callback.onEpochEnd?.(log(epoch), run);
    if (epoch % 10 === 0) await new Promise((done) => setTimeout(done, 110));
  }
  await callback.onTrainEnd?.(run);
  return { stays: stays.map((line) => /^stacked: epoch (\d+)\/30: loss/.exec(line)?.[1]), rewritten };
}

it("a terminal shows one line that is rewritten, and the line of the last epoch stays", async () => {
  const { stays, rewritten } = await told(true);
  expect(stays).toEqual(["30"]);
  expect(rewritten.length).toBeGreaterThan(1);
  expect(rewritten[0]).toMatch(/^stacked: epoch \d+\/30 █{10} loss 1\.0000, 1 s left, 100 examples\/s$/);
});

it("other outputs get few lines, among them the line of the last epoch", async () => {
  expect((await told(false)).stays).toEqual(["1", "10", "30"]);
});
