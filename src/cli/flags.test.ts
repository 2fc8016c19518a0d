import { expect, it } from "vitest";
import { either, message, option } from "../core/message.ts";
import { inFlags } from "./flags.ts";

it.each([
  [
    message`Try ${either(
      message`a lower learning rate than 1.5, such as ${option("learningRate", 0.1)}`,
      message`clip the gradients (${option("clipNorm", 1)})`,
    )}.`,
    "Try a lower learning rate than 1.5, such as --learning-rate 0.1, or clip the gradients (--clip-norm 1).",
  ],
  [message`Change ${option("learningRate")}, or train for more epochs.`, "Change --learning-rate, or train for more epochs."],
  [message`scale them, or take ${option("loss", "mse")}.`, "scale them, or take --loss mse."],
  [message`Leave them out: ${option("skipBad", true)}.`, "Leave them out: --skip-bad."],
  [message`Give ${option("batchSize", 32)} and ${option("hidden", [100, 30])}.`, "Give --batch 32 and --hidden 100,30."],
  [message`Train with strides (${option("pooling", "strides")}).`, "Train with strides (--pooling strides)."],
  [message`Give ${option("label", "the class")}.`, "Give --label 'the class'."],
])("messages on the command line name flags instead of options: %s", (line, typed) => {
  expect(line.worded(inFlags)).toBe(typed);
});
