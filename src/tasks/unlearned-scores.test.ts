import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { mean } from "../core/statistics.ts";
import { autoencoderOf, recipeFor } from "../recipes/plan.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { unlearnedScores } from "./unlearned-scores.ts";

it("training examples get scores as high as those of held-out examples, from models that haven't learned them", async () => {
  const source = random(5);
  const rows = (count: number) =>
    ndarray(
      "float32",
      [count, 12],
      Float32Array.from({ length: 12 * count }, () => source.normal()),
    );
  const [train, validation] = [rows(90), rows(300)];
  const options = { codings: 8, hidden: [64], optimizer: "adam", learningRate: 0.01, batchSize: 8, epochs: 60 } as const;
  const recipe = recipeFor("data.csv", options, { values: "numbers" });
  const runtime = await nodeRuntime({ threads: 1 });
  const make = () => {
    const autoencoder = autoencoderOf(recipe);
    autoencoder.buildFor([12]);
    return autoencoder;
  };
  const learned = make();
  await learned.fit(train, { runtime, epochs: 60, batchSize: 8, warn: () => undefined });
  const scoresOf = async (examples: typeof train) => mean((await learned.scoreSamples(examples, { runtime })).data);
  const [own, held] = [await scoresOf(train), await scoresOf(validation)];
  const models: number[] = [];
  const { data } = await unlearnedScores(
    make,
    recipe,
    { train, validation },
    { runtime, onModel: (model) => models.push(model) },
  );
  expect(new Set(models)).toEqual(new Set([0, 1, 2]));
  expect(own).toBeLessThan(0.7 * held);
  expect(mean(data)).toBeGreaterThan(0.8 * held);
});
