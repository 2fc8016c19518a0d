import { expect, it } from "vitest";
import { Cloud } from "./cloud.ts";

const square = Float32Array.of(-1, -1, 1, -1, 1, 1, -1, 1);
const turned = Float32Array.of(1, -1, 1, 1, -1, 1, -1, -1);
const motion = { began: 0, duration: 100, isGentle: false };

it("moves from its present to new positions, and a move during another one begins at the present positions", () => {
  const cloud = new Cloud(square, 2);
  cloud.move(turned, motion);
  expect(cloud.advance(25)).toBe(true);
  expect([...cloud.flat().subarray(0, 2)]).toEqual([-0.5, -1]);
  cloud.move(square, { ...motion, began: 25 });
  expect([...cloud.flat().subarray(0, 2)]).toEqual([-0.5, -1]);
  expect(cloud.advance(75)).toBe(true);
  expect([...cloud.flat().subarray(0, 2)]).toEqual([-0.75, -1]);
  expect(cloud.advance(125)).toBe(false);
  expect([...cloud.flat()]).toEqual([...square]);
});

it("finds points at their present positions while they move", () => {
  const cloud = new Cloud(square, 2);
  cloud.move(turned, motion);
  cloud.advance(50);
  expect(cloud.grid().nearest([0, -1], 0.1, () => true)).toBe(0);
  expect(cloud.grid().nearest([-1, -1], 0.1, () => true)).toBeUndefined();
});

it("has the new positions at once without a motion", () => {
  const cloud = new Cloud(square, 2);
  cloud.move(turned);
  expect([...cloud.flat()]).toEqual([...turned]);
  expect(cloud.advance(0)).toBe(false);
});

it("doesn't change if the given array changes", () => {
  const given = square.slice();
  const cloud = new Cloud(given, 2);
  given.fill(7);
  expect([...cloud.flat()]).toEqual([...square]);
});

it("refuses another number of positions", () => {
  expect(() => new Cloud(square, 2).move(new Float32Array(6))).toThrow(
    "The plot has 4 points of 2 numbers each, but the new positions are 6 numbers. Give a position for each point.",
  );
});
