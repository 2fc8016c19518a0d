import { describe, expect, it } from "vitest";
import { aboutLayer, pairText, parsePair, parseShape, shapeText } from "./option-texts.ts";

describe("options as text", () => {
  it("writes a pair of equal numbers as one number, and reads it back", () => {
    expect(pairText([3, 3])).toBe("3");
    expect(pairText([3, 2])).toBe("3 × 2");
    for (const text of ["3 × 2", "3x2", " 3, 2 ", "3 2"]) expect(parsePair(text)).toEqual({ value: [3, 2] });
    expect(parsePair("4")).toEqual({ value: [4, 4] });
    for (const text of ["", "0", "1.5", "three", "1 2 3", "-1"]) expect(parsePair(text)).toContain("whole numbers");
  });

  it("writes and reads shapes with any number of dimensions", () => {
    expect(shapeText([28, 28, 1])).toBe("28 × 28 × 1");
    expect(parseShape("28×28")).toEqual({ value: [28, 28] });
    for (const text of ["", "a", "28 × 0"]) expect(parseShape(text)).toContain("whole numbers");
  });

  it("describes layers that can't be edited", () => {
    expect(aboutLayer({ kind: "SaltAndPepperNoise", config: { rate: 0.1 } })).toContain("10 % of the inputs");
    expect(aboutLayer({ kind: "DenseTranspose", config: { activation: "selu" }, tiedTo: 1 })).toContain("layer 2 of the encoder");
  });
});
