import { expect, it } from "vitest";
import { inFlags } from "./command.ts";

it.each([
  [
    "Try a lower learning rate (it is 1.5; learningRate: 0.1) or clip the gradients (clipNorm: 1).",
    "Try a lower learning rate (it is 1.5; --learning-rate 0.1) or clip the gradients (--clip-norm 1).",
  ],
  ["Change learningRate, or train for more epochs.", "Change --learning-rate, or train for more epochs."],
  ['scale them, or take loss: "mse".', "scale them, or take --loss mse."],
])("the command line says with its own options: %s", (line, typed) => {
  expect(inFlags(line)).toBe(typed);
});
