import { expect, it } from "vitest";
import { fromRecords } from "../open.node.ts";
import { cellFromFeatures, OTHER } from "./features.ts";

it("writes a model's output with the column's decimals, as one of its few values, or as a listed category", async () => {
  const shipping = [0, 4.9, 7.5, 12, 19];
  const records = Array.from({ length: 300 }, (_, i) => ({
    price: Math.round(((i * 7919) % 997) * 10) / 10 + 0.3,
    shipping: shipping[(i * 7) % 5]!,
    city: i < 3 ? `rare ${i}` : ["Rome", "Oslo"][i % 2]!,
  }));
  const [price, sent, city] = (await fromRecords(records)).table!.columns;
  expect(price).toMatchObject({ kind: "number", decimals: 1 });
  expect(sent).toMatchObject({ kind: "number", few: shipping });
  const [center, scale] = price!.kind === "number" ? [price!.center, price!.scale] : [0, 1];
  expect(cellFromFeatures(price!, [(171.183832 - center) / scale])).toBe(171.2);
  const of = (value: number) => (sent!.kind === "number" ? [(value - sent!.center) / sent!.scale] : []);
  expect([5.1, 11, -3, 40].map((value) => cellFromFeatures(sent!, of(value)))).toEqual([4.9, 12, 0, 19]);
  // The last place stands for all values that aren't listed.
  const places = [...(city!.kind === "category" ? city!.values.map(() => 0.1) : []), 0.9];
  expect(cellFromFeatures(city!, places)).not.toBe(OTHER);
});
