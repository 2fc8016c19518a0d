import { describe, expect, it } from "vitest";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { type Recipe, recipeFor } from "../recipes/plan.ts";
import type { RecipeOptions } from "../recipes/schema.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { bestSettings } from "./best-settings.ts";
import { train } from "./train.node.ts";

/** Returns points [count, 3] on a closed curve, which a linear model can't reconstruct from one coding. */
function circle(count: number, seed: number): NdArray<"float32"> {
  const source = random(seed);
  const data = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const angle = 2 * Math.PI * source.uniform();
    data.set([Math.cos(angle), Math.sin(angle), Math.cos(2 * angle)], 3 * i);
  }
  return ndarray("float32", [count, 3], data);
}

const [train_, validation] = [circle(300, 1), circle(60, 2)];
const quiet = { runtime: () => nodeRuntime(), atOnce: 2, seconds: 60, note: () => undefined };

/** Returns a plan for the circle's points. */
const planned = (options: RecipeOptions): Recipe =>
  recipeFor("circle", { codings: 1, hidden: [6], epochs: 15, seed: 42, ...options }, { values: "numbers", count: 300 });

describe("the best of several settings", () => {
  it("has the lowest held-out loss of all settings, among them the plan itself", async () => {
    const lines: string[] = [];
    const recipe = planned({ optimizer: "adam", learningRate: 0.0002, start: "random" });
    const found = await bestSettings(
      recipe,
      { train: train_, validation },
      { ...quiet, note: (line) => lines.push(String(line)) },
    );
    const best = found.trials.reduce((a, b) => (a.loss <= b.loss ? a : b));
    const asPlanned = found.trials.find(({ what }) => what === "as planned")!;
    // The planned rate is too low for 15 epochs, so a higher one is better.
    expect(best.loss).toBeLessThan(0.9 * asPlanned.loss);
    expect(found.recipe).toEqual({ ...recipe, ...best.change });
    expect(found.recipe.codings).toBe(1);
    expect(lines[0]).toBe("Trying 7 settings, 2 at a time, for at most 1 minute:");
    expect(lines.at(-1)).toContain(best.loss.toPrecision(4));
  });

  it("leaves out settings that make the loss diverge", async () => {
    const { trials, recipe } = await bestSettings(
      planned({ optimizer: "sgd", learningRate: 1, loss: "mse", scaling: "none", start: "random" }),
      { train: { ...train_, data: train_.data.map((x) => 1e4 * x) }, validation },
      quiet,
    );
    expect(trials.some(({ loss }) => loss === Number.POSITIVE_INFINITY)).toBe(true);
    expect(recipe.data).toBe("circle");
  });

  it("is the plan itself if there is no time", async () => {
    const recipe = planned({});
    const found = await bestSettings(recipe, { train: train_, validation }, { ...quiet, seconds: 0 });
    expect(found).toEqual({ recipe, trials: [] });
  });

  it("needs held-out examples", async () => {
    const none = ndarray("float32", [0, 3], new Float32Array());
    await expect(bestSettings(planned({}), { train: train_, validation: none }, quiet)).rejects.toThrow(
      'effort: "best" compares settings on held-out examples. Hold some out with validation: 0.1.',
    );
  });
});

describe("the effort of train", () => {
  it("quick: trains for about three hundred steps", async () => {
    const { recipe } = await train(train_, { effort: "quick", onNote: () => undefined });
    expect(recipe.epochs).toBe(Math.ceil((300 * recipe.batchSize) / 275));
    expect(recipe).not.toHaveProperty("effort");
  });

  it("can't be given for a resumed run", async () => {
    await expect(train(train_, { effort: "best", resume: true, output: "nowhere" })).rejects.toThrow(
      "resume continues with the settings of the model. Leave effort out.",
    );
  });
});
