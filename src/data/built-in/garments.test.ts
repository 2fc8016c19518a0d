import { expect, test } from "vitest";
import { OptionError } from "../../core/errors.ts";
import { garments } from "./garments.ts";

test("the same seed draws the same garments, another seed others, and a larger count only adds garments", () => {
  const few = garments({ count: 20, seed: 7 });
  const more = garments({ count: 30, seed: 7 });
  expect(more.examples.data.slice(0, few.examples.data.length)).toEqual(few.examples.data);
  expect(garments({ count: 20, seed: 8 }).examples.data).not.toEqual(few.examples.data);
});

test("garments are 28 x 28 images in ten named classes of about the same size", () => {
  const { examples, labels, classes } = garments({ count: 2000 });
  expect(examples.shape).toEqual([2000, 28, 28]);
  const frequencies = classes!.map((_, label) => labels!.data.filter((other: number) => other === label).length);
  expect(Math.min(...frequencies)).toBeGreaterThan(150);
  expect(Math.max(...frequencies)).toBeLessThan(250);
});

test("every garment is drawn light on black with smooth edges", () => {
  const { examples } = garments({ count: 300 });
  for (let i = 0; i < 300; i++) {
    const image = examples.data.subarray(i * 784, (i + 1) * 784);
    expect(Math.max(...image), `image ${i}`).toBeGreaterThan(60);
    expect(image.filter((pixel) => pixel === 0).length, `image ${i}`).toBeGreaterThan(784 * 0.25);
    expect(new Set(image).size, `image ${i}`).toBeGreaterThan(15);
  }
});

test("the nearest mean image distinguishes the classes", () => {
  const train = garments({ count: 1000, seed: 1 });
  const test = garments({ count: 300, seed: 2 });
  const means = train.classes!.map(() => new Float64Array(784));
  const counts = train.classes!.map(() => 0);
  train.labels!.data.forEach((label: number, i: number) => {
    counts[label]!++;
    for (let p = 0; p < 784; p++) means[label]![p]! += train.examples.data[i * 784 + p]!;
  });
  const distance = (i: number, label: number) =>
    means[label]!.reduce((sum, value, p) => sum + (value / counts[label]! - test.examples.data[i * 784 + p]!) ** 2, 0);
  const right = [...test.labels!.data].filter((label, i) => {
    const distances = means.map((_, other) => distance(i, other));
    return distances.indexOf(Math.min(...distances)) === label;
  });
  expect(right.length / 300).toBeGreaterThan(0.6);
});

test.each([0, -1, 1.5, Number.NaN])("count %s is refused", (count) => {
  expect(() => garments({ count })).toThrow(
    new OptionError(`count must be a whole number of garments of at least 1, but it is ${count}.`),
  );
});
