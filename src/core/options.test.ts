import { describe, expect, it } from "vitest";
import { copied, given, knownOptions, type OptionNames, optionsIn, optionsOf } from "./options.ts";
import { random } from "./random.ts";

interface Settings {
  readonly learningRate?: number;
  readonly components?: number;
}
const names: OptionNames<Settings> = { learningRate: true, components: true };
const take = (options: object) => knownOptions("sgd", options, names);

describe("options by their names", () => {
  it("are returned unchanged if they are known", () => {
    const options = { learningRate: 1, components: undefined };
    expect(take(options)).toBe(options);
  });

  it.each([
    ["learningrate", "learningRate"],
    ["learning_rate", "learningRate"],
    ["n_components", "components"],
    ["n_component", "components"],
  ])("suggest the right name for %s: %s", (wrong, right) => {
    expect(() => take({ [wrong]: 1 })).toThrow(`Unknown option "${wrong}" of sgd. Did you mean "${right}"?`);
  });

  it("are listed if no name is similar", () => {
    expect(() => take({ lr: 1 })).toThrow('Unknown option "lr" of sgd. Known: learningRate, components.');
  });

  it("may be undefined, even if they are unknown", () => {
    expect(() => take({ components: undefined, lr: undefined })).not.toThrow();
  });

  it.each([["selu"], [3], [null], [[1, 2]]])("can't be %j", (options) => {
    expect(() => take(options as never)).toThrow(
      `sgd takes an object of options, { learningRate: … }, but gets ${JSON.stringify(options)}.`,
    );
  });

  it("don't include the names that every object has", () => {
    expect(() => take({ toString: 1 })).toThrow('Unknown option "toString" of sgd');
  });

  it("are picked from saved values, which may have other names", () => {
    const saved: object = { learningRate: 1, data: "mnist" };
    expect(optionsIn(optionsOf<Settings>("sgd", names), saved)).toEqual({ learningRate: 1 });
  });

  it("include a negative seed that an earlier version saved, as the seed with the same random numbers", () => {
    const seedOf = (seed: number) => optionsIn(optionsOf<{ seed: number }>("sgd", { seed: true }), { seed }).seed;
    expect([-1, 7].map(seedOf)).toEqual([2 ** 32 - 1, 7]);
    expect(random(seedOf(-3)).uniform()).toBe(random(-3).uniform());
  });

  it("are copied with what they contain, except for functions and other objects", () => {
    const given = { sizes: [1, [2]], noise: { amount: 1 }, places: Float32Array.of(1), call: () => 1, at: new Date(0) };
    const own = copied(given);
    expect(own).toEqual(given);
    expect([own.call, own.at]).toEqual([given.call, given.at]);
    given.sizes.length = 0;
    given.noise.amount = 2;
    given.places[0] = 2;
    expect(own).toMatchObject({ sizes: [1, [2]], noise: { amount: 1 }, places: Float32Array.of(1) });
  });

  it("don't replace defaults if they are undefined", () => {
    const options: Settings = { learningRate: undefined, components: 3 };
    expect({ learningRate: 2, ...given(options) }).toEqual({ learningRate: 2, components: 3 });
  });

  it("must all be listed, or the type check fails", () => {
    // @ts-expect-error: one is left out.
    const incomplete: OptionNames<Settings> = { learningRate: true };
    expect(Object.keys(incomplete)).not.toEqual(Object.keys(names));
  });
});
