import { expect, it } from "vitest";
import { either, message, option } from "../../core/message.ts";
import { inWords } from "./in-words.ts";

it.each([
  [
    message`Try ${either(
      message`a lower learning rate than 1.5, such as ${option("learningRate", 0.1)}`,
      message`clip the gradients (${option("clipNorm", 1)})`,
    )}.`,
    "Try a lower learning rate than 1.5, such as 0.1.",
  ],
  [message`Change ${option("learningRate")}, or train for more epochs.`, "Change the learning rate, or train for more epochs."],
  [
    message`Train with another optimizer (${option("optimizer", "adam")}) and wider hidden layers (${option("hidden", [8, 4])}).`,
    "Train with another optimizer (adam) and wider hidden layers (8, 4).",
  ],
  [message`scale them, or take ${option("loss", "mse")}.`, "scale them, or take the loss mse."],
])("replaces options in messages by the labels of the page: %s", (line, words) => {
  expect(line.worded(inWords)).toBe(words);
});
