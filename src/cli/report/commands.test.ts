import { expect, it } from "vitest";
import { recipeOf } from "../training-run.ts";
import { reportCommand, trainCommand } from "./commands.ts";

it("all that a model was told is in its command, in words that a shell takes", () => {
  const recipe = recipeOf("my data.npy", {
    model: "sparse",
    sparsity: { kind: "l1", weight: 0.001 },
    noise: { kind: "gaussian", amount: 0.2 },
  });
  expect(trainCommand({ ...recipe, epochs: 3, patience: 2 }, "it's")).toBe(
    "codings train 'my data.npy' --model sparse --codings 300 --hidden 100 --epochs 3 --patience 2 --batch 32 --optimizer sgd --learning-rate 1 --loss binaryCrossentropy --noise gaussian:0.2 --sparsity l1:0.001 --validation 0.08333333333333333 --seed 42 --out 'it'\\''s'",
  );
});

it("of numbers that are scaled inside of the model, that is said: loss and optimizer alone would take them as they are", () => {
  const command = trainCommand(recipeOf("x.npy", {}, "numbers"), "out");
  expect(command).toContain("--optimizer adam --learning-rate 0.002 --loss mse --scaling standard");
  expect(trainCommand(recipeOf("x.npy", { loss: "mse", optimizer: "adam" }, "numbers"), "out")).not.toContain("--scaling");
});

it("of a table, what isn't found out by itself is said: label, left out columns, keys, numbers that are categories", () => {
  const shared = { missing: 0, open: true, entropy: 1 };
  const command = trainCommand(
    recipeOf("t.csv", {
      table: {
        columns: [
          { kind: "category", name: "zone", values: ["1", "2"], ...shared },
          { kind: "category", name: "word", values: ["a", "2"], ...shared },
        ],
        keys: ["id"],
        label: "is strange",
        leftOut: [
          { name: "secret", why: "as told" },
          { name: "one", why: "is the same in every row" },
        ],
      },
    }),
    "out",
  );
  expect(command).toContain("--keys id --label 'is strange' --exclude secret --categories zone --model");
  expect(command).not.toContain("--loss");
});

it("of a folder of images, their size and colours are said", () => {
  const command = trainCommand(recipeOf("photos", { size: [32, 48], channels: "rgb", skipBad: true }), "out");
  expect(command).toContain("--size 32x48 --channels rgb");
  expect(command).toMatch(/--skip-bad$/);
});

it("a report's command has what was given", () => {
  expect(reportCommand("m", undefined, { output: "report.html" })).toBe("codings report m --output report.html");
  expect(reportCommand("m", "mnist", { part: "train", output: "r.html" })).toBe(
    "codings report m mnist --part train --output r.html",
  );
});
