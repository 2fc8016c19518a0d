import { describe, expect, it } from "vitest";
import { nearestTo, nearestTowards, STEPS } from "./walk.ts";

const everything = () => true;

describe("moving from point to point", () => {
  //           0     1     2      3       4
  const points = [0, 0, 1, 0.5, 2, 0, -1, 3, 0.1, -1];

  it("goes to the nearest point in the quarter of the plane around the arrow's direction", () => {
    expect(nearestTowards(points, 0, STEPS.ArrowRight, everything)).toBe(1);
    expect(nearestTowards(points, 0, STEPS.ArrowDown, everything)).toBe(4);
    expect(nearestTowards(points, 0, STEPS.ArrowUp, everything)).toBe(3);
  });

  it("goes to a point in the half if the quarter has none, and stays if the half has none", () => {
    expect(nearestTowards(points, 0, STEPS.ArrowLeft, everything)).toBe(3);
    expect(nearestTowards(points, 2, STEPS.ArrowRight, everything)).toBeUndefined();
  });

  it("skips hidden points", () => {
    expect(nearestTowards(points, 0, STEPS.ArrowRight, (row) => row !== 1)).toBe(2);
    expect(nearestTo(points, [0, 0], (row) => row > 1)).toBe(4);
  });
});
