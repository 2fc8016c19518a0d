import { describe, expect, it } from "vitest";
import { madeBy, optionsFromSaved, ownOrCustom, savedCustom, savedOptionsOf } from "./custom-objects.ts";

function ramp(): void {}

describe("options with functions", () => {
  it("are saved as the functions' names at any depth, and loaded again from customObjects", () => {
    const options = { at: 3, list: [1, 2], shape: { start: ramp, end: { by: ramp } }, rows: Float32Array.of(1) };
    const saved = savedOptionsOf(options);
    expect(saved).toEqual({ ...options, shape: { start: { custom: "ramp" }, end: { by: { custom: "ramp" } } } });
    expect(optionsFromSaved(saved, { ramp })).toEqual(options);
  });

  it("can't be saved if a function has no name except the option's", () => {
    const without = { activation: () => undefined };
    expect(() => savedOptionsOf(without)).toThrow("The activation is a function without a name, so the model can't be saved.");
    expect(() => savedCustom("loss", () => undefined)).toThrow("The loss is a function without a name");
  });
});

describe("a name in a saved model", () => {
  it("means a built-in object first, then the user's", () => {
    expect(ownOrCustom("loss", "mse", { mse: 1 }, { mse: 2 })).toBe(1);
    expect(ownOrCustom("loss", "mine", { mse: 1 }, { mine: 2 })).toBe(2);
  });

  it("is refused with a remedy if neither has it", () => {
    expect(() => ownOrCustom("loss", "mne", { huber: 1 }, { mine: 2 })).toThrow(
      'Unknown loss "mne". Did you mean "mine"? If it is your own, pass it when you load the model: customObjects: { mne }.',
    );
    expect(() => ownOrCustom("loss", "constructor", {}, {})).toThrow('Unknown loss "constructor".');
  });

  it("may stand for a class, a class compiled to a function, or a function", () => {
    class Modern {
      readonly options: object;
      constructor(options: object) {
        this.options = options;
      }
    }
    function Old(this: { options?: object }, options: object): void {
      this.options = options;
    }
    Old.prototype.update = ramp;
    const plain = (options: object) => ({ options });
    for (const maker of [Modern, Old, plain])
      expect(madeBy("optimizer", "Mine", maker, { rate: 1 })).toMatchObject({ options: { rate: 1 } });
    expect(madeBy("optimizer", "Mine", Old, {})).toBeInstanceOf(Old);
  });
});
