import { expect, it } from "vitest";
import { inWords } from "./in-words.ts";

it.each([
  [
    "Try a lower learning rate (it is 1.5; learningRate: 0.1) or clip the gradients (clipNorm: 1).",
    "Try a lower learning rate than 1.5, such as 0.1.",
  ],
  ["Change learningRate, or train for more epochs.", "Change the learning rate, or train for more epochs."],
  ['scale them, or take loss: "mse".', "scale them, or take the loss mse."],
])("the page says in words: %s", (line, words) => {
  expect(inWords(line)).toBe(words);
});
