import { describe, expect, it } from "vitest";
import { stroke } from "./pen.ts";

const size = { width: 10, height: 10 };
const inkOf = (picture: Float32Array) => picture.reduce((sum, value) => sum + value, 0);

describe("a pen", () => {
  it("draws only on the pixels that a stroke crosses", () => {
    const picture = new Float32Array(100);
    stroke(picture, size, [2, 5], [8, 5], { radius: 1, erases: false });
    expect(picture[5 * 10 + 5]).toBe(1);
    expect(picture[4 * 10 + 3]).toBe(1);
    expect(picture[1 * 10 + 5]).toBe(0);
    expect(picture[5 * 10 + 0]).toBeCloseTo(0);
  });

  it("removes ink with the eraser", () => {
    const picture = new Float32Array(100);
    stroke(picture, size, [2, 5], [8, 5], { radius: 1, erases: false });
    const before = inkOf(picture);
    stroke(picture, size, [2, 5], [5, 5], { radius: 1, erases: true });
    expect(inkOf(picture)).toBeLessThan(before * 0.6);
    stroke(picture, size, [5, 5], [8, 5], { radius: 2, erases: true });
    expect(inkOf(picture)).toBeLessThan(0.6);
  });
});
