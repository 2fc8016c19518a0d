import { describe, expect, it } from "vitest";
import { commandOf } from "./command.ts";
import { choicesOf } from "./layers.ts";
import { autoencoderOf } from "./recipe.ts";
import { defaultsOf } from "./settings.ts";

const shape = [28, 28];

describe("the command line of a run", () => {
  it("names only options that differ from the defaults", () => {
    const settings = { ...defaultsOf("stacked", "garments"), count: 12_000 };
    expect(commandOf(settings, { shape })).toEqual({
      command: "codings train garments --model stacked --epochs 30 --validation 2000",
      notes: [],
    });
    const other = { ...settings, codings: 10, hidden: [50, 20], optimizer: "adam", learningRate: 0.01, batchSize: 64, seed: 3 };
    expect(commandOf(other, { shape }).command).toBe(
      "codings train garments --model stacked --codings 10 --hidden 50,20 --optimizer adam --learning-rate 0.01 --batch 64 --epochs 30 --validation 2000 --seed 3",
    );
  });

  it("has only the options of its family", () => {
    const sparse = { ...defaultsOf("sparse"), sparsity: "l1:0.001" };
    expect(commandOf(sparse, { shape }).command).toContain(" --sparsity l1:0.001 ");
    expect(commandOf({ ...defaultsOf("greedy"), fineTune: true }, { shape }).command).toMatch(/ --fine-tune$/);
    expect(commandOf(defaultsOf("denoising"), { shape }).command).not.toContain("--noise");
    expect(commandOf({ ...defaultsOf("denoising"), noise: "dropout:0.5" }, { shape }).command).toContain("--noise dropout:0.5");
  });

  it("notes how it differs from the run on the page", () => {
    expect(commandOf(defaultsOf("stacked"), { shape }).notes).toEqual([
      "The command trains on all 60,000 examples of the dataset; this page uses 2,400.",
    ]);
  });

  it("has no command for edited layers or a network without hidden layers, and explains why", () => {
    const layers = choicesOf(autoencoderOf(defaultsOf("stacked"), { shape }).trained);
    for (const settings of [
      { ...defaultsOf("stacked"), layers },
      { ...defaultsOf("stacked"), hidden: [] },
    ]) {
      const { command, notes } = commandOf(settings, { shape });
      expect(command).toBeUndefined();
      expect(notes).toHaveLength(1);
    }
    expect(commandOf({ ...defaultsOf("linear"), count: 60_000 }, { shape })).toMatchObject({ notes: [] });
  });

  it("quotes names for the shell", () => {
    const table = { columns: [], keys: ["it's", "a, b"], leftOut: [] };
    const settings = { ...defaultsOf("stacked", "file"), count: 90 };
    const { command } = commandOf(settings, { shape: [4], table }, "my orders.csv");
    expect(command).toContain("codings train 'my orders.csv' ");
    expect(command).toContain(`--keys 'it'\\''s,"a, b"'`);
  });
});
