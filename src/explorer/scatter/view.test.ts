import { expect, it } from "vitest";
import { homeView, panned, placeAt, screenOf, viewBetween, zoomed } from "./view.ts";

const size = { width: 800, height: 400 };
const view = { x: 0.5, y: -0.25, distance: 0.5 };

it("the middle of the view is in the middle of the canvas, and its upper edge is `distance` above", () => {
  expect(screenOf(view, size, [0.5, -0.25])).toEqual([400, 200]);
  expect(screenOf(view, size, [0.5, 0.25])).toEqual([400, 0]);
  expect(screenOf(view, size, [1.5, -0.25])).toEqual([800, 200]);
});

it("the place at a pixel is drawn at this pixel", () => {
  const [x, y] = screenOf(view, size, placeAt(view, size, [123, 45]));
  expect(x).toBeCloseTo(123, 9);
  expect(y).toBeCloseTo(45, 9);
});

it("the home view shows all points on wide and on tall canvases", () => {
  for (const canvas of [size, { width: 300, height: 900 }])
    for (const corner of [
      [1, 0.7],
      [-1, -0.7],
    ] as const) {
      const [x, y] = screenOf(homeView([1, 0.7], canvas), canvas, corner);
      expect(x > 5 && x < canvas.width - 5 && y > 5 && y < canvas.height - 5).toBe(true);
    }
});

it("panning moves points as far as the pointer", () => {
  const before = screenOf(view, size, [0.1, 0.2]);
  const after = screenOf(panned(view, size, [40, -30]), size, [0.1, 0.2]);
  expect(after[0] - before[0]).toBeCloseTo(40, 9);
  expect(after[1] - before[1]).toBeCloseTo(-30, 9);
});

it("zooming doesn't move the place at the pointer, and doubles distances from it", () => {
  const home = homeView([1, 1], size);
  const at = [700, 90] as const;
  const twice = zoomed(view, size, home, 2, at);
  const [x, y] = screenOf(twice, size, placeAt(view, size, at));
  expect(x).toBeCloseTo(700, 9);
  expect(y).toBeCloseTo(90, 9);
  const beside = screenOf(twice, size, placeAt(view, size, [690, 90]));
  expect(beside[0]).toBeCloseTo(680, 9);
});

it("zooming has limits", () => {
  const home = homeView([1, 1], size);
  expect(zoomed(home, size, home, 1e9).distance).toBeCloseTo(home.distance * 1e-4, 9);
  expect(zoomed(home, size, home, 1e-9).distance).toBeCloseTo(home.distance * 4, 9);
});

it("halfway between two views, the zoom is their geometric mean", () => {
  expect(viewBetween({ x: 0, y: 0, distance: 1 }, { x: 2, y: 4, distance: 0.25 }, 0.5)).toEqual({ x: 1, y: 2, distance: 0.5 });
});
