import { expect, it } from "vitest";
import { lengthInWords } from "./time-words.ts";

const DAY = 86_400_000;

it.each([
  [DAY, "a day"],
  [0.99 * DAY, "a day"],
  [DAY / 2, "12 hours"],
  [1.5 * DAY, "36 hours"],
  [3.4 * DAY, "3.4 days"],
  [7 * DAY, "a week"],
  [10 * DAY, "10 days"],
  [31 * DAY, "a month"],
  [12 * 31 * DAY, "a year"],
  [913 * DAY, "30 months"],
  [900_000, "15 minutes"],
  [250, "250 milliseconds"],
  [0.5, "0.5 milliseconds"],
])("%d ms are %s", (ms, words) => {
  expect(lengthInWords(ms)).toBe(words);
});
