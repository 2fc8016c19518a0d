import { expect, it } from "vitest";
import { OptionError } from "./errors.ts";
import { either, message, type OptionWords, option } from "./message.ts";

const remedy = message`Try ${either(
  message`a lower learning rate than ${1.5}, such as ${option("learningRate", 0.1)}`,
  message`clip the gradients (${option("clipNorm", 1)})`,
)}.`;
/** A user interface whose only option is the learning rate. */
const page: OptionWords = ({ option, value }) => (option === "learningRate" ? String(value) : undefined);

it("writes options as the library does", () => {
  expect(String(remedy)).toBe(
    "Try a lower learning rate than 1.5, such as learningRate: 0.1, or clip the gradients (clipNorm: 1).",
  );
  expect(
    String(
      message`Take ${option("loss", "mse")}, ${option("hidden", [100, 30])} or ${option("skipBad", true)}, not ${option("size")}.`,
    ),
  ).toBe('Take loss: "mse", hidden: [100,30] or skipBad: true, not size.');
});

it("leaves out remedies that need an option the user interface lacks, unless all do", () => {
  expect(remedy.worded(page)).toBe("Try a lower learning rate than 1.5, such as 0.1.");
  expect(message`Try ${either(message`a smaller ${option("window")}`)}.`.worded(page)).toBe("Try a smaller window.");
});

it("joins messages into one", () => {
  expect(message`${1} row is bad. ${message`Give ${option("skipBad", true)}`}.`.worded(({ option }) => `<${option}>`)).toBe(
    "1 row is bad. Give <skipBad>.",
  );
});

it("gives an error its message, in the words of the library or of a user interface", () => {
  const error = new OptionError(remedy);
  expect(error.message).toBe(String(remedy));
  expect(error.worded(page)).toBe("Try a lower learning rate than 1.5, such as 0.1.");
  expect(new OptionError("A plain text.").worded(page)).toBe("A plain text.");
});
