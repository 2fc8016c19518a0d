import { expect, it } from "vitest";
import { fromParameters, toParameters } from "./address.ts";
import { recipeOf } from "./recipe.ts";
import { settingsOf } from "./remedied.ts";
import { defaultsOf } from "./settings.ts";

it("a remedy whose options the page has is a change of its settings, which the address keeps and the run takes", () => {
  const changed = settingsOf({ loss: "mse", optimizer: "adam", learningRate: 0.001, start: "pca" })!;
  const settings = { ...defaultsOf("stacked"), ...changed };
  expect(fromParameters(toParameters(settings))).toEqual(settings);
  expect(recipeOf(settings, { shape: [28, 28] })).toMatchObject({ loss: "mse", optimizer: "adam", start: "pca" });
});

it("one that needs another option is told in words alone", () => {
  expect(settingsOf({ klWeight: 0.01 })).toBeUndefined();
  expect(settingsOf({ family: "linear" })).toBeUndefined();
});
