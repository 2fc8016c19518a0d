import { describe, expect, it } from "vitest";
import { madeBy, optionsFromSaved, ownOrCustom, savedCustom, savedOptionsOf } from "./custom-objects.ts";

function ramp(): void {}

describe("options with functions", () => {
  it("are saved by the functions' names at any depth, and given back from customObjects", () => {
    const options = { at: 3, list: [1, 2], shape: { start: ramp, end: { by: ramp } }, rows: Float32Array.of(1) };
    const saved = savedOptionsOf(options);
    expect(saved).toEqual({ ...options, shape: { start: { custom: "ramp" }, end: { by: { custom: "ramp" } } } });
    expect(optionsFromSaved(saved, { ramp })).toEqual(options);
  });

  it("aren't saved where a function has no name but the option's", () => {
    const without = { activation: () => undefined };
    expect(() => savedOptionsOf(without)).toThrow("The activation is a function without a name, which a saved model can't keep.");
    expect(() => savedCustom("loss", () => undefined)).toThrow("The loss is a function without a name");
  });
});

describe("what a saved model names", () => {
  it("is codings's own first, then the user's", () => {
    expect(ownOrCustom("loss", "mse", { mse: 1 }, { mse: 2 })).toBe(1);
    expect(ownOrCustom("loss", "mine", { mse: 1 }, { mine: 2 })).toBe(2);
  });

  it("is refused by its name where there is neither, with the remedy", () => {
    expect(() => ownOrCustom("loss", "mne", { huber: 1 }, { mine: 2 })).toThrow(
      'Unknown loss "mne". Did you mean "mine"? If it is one of your own, give it when loading: customObjects: { mne }.',
    );
    expect(() => ownOrCustom("loss", "constructor", {}, {})).toThrow('Unknown loss "constructor".');
  });

  it("is made by a class, one that was compiled to a function with methods too, or by a function", () => {
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
