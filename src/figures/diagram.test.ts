import { expect, it } from "vitest";
import { column, type Drawing, moved, network, neurons, row, SHARED } from "./diagram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";
import { figure } from "./svg.ts";

const drawn = (drawing: Drawing) => figure({ body: [moved(drawing, 0, 0)], ...drawing, title: "" });

it("a link whose parameters come from another model has a name and the colour of shared parts", () => {
  const layers = [
    { units: 784, role: "input" },
    { units: 30, role: "codings", link: "copied" },
    { units: 10, role: "output" },
  ] as const;
  const tips = [...parsed(drawn(network(layers))).querySelectorAll("g.arrow polygon")].map((tip) => tip.getAttribute("fill"));
  expect(tips.map((colour) => colour === SHARED)).toEqual([true, false]);
  expect(textOf(drawn(network(layers)))).toEqual(["784", "30", "copied", "10"]);
});

it("a layer has the same height in every drawing with the same scale", () => {
  const height = (...sizes: number[]) => {
    const layers = sizes.map((units) => ({ units, role: "hidden" }) as const);
    return parsed(drawn(network(layers, 784)))
      .querySelector("rect.layer")!
      .getAttribute("height");
  };
  expect(height(100, 784)).toBe(height(100, 30));
});

it("a column is as high as all its parts together, and a row is as wide", () => {
  const drawing = neurons([
    { units: 3, role: "input" },
    { units: 2, role: "codings" },
  ]);
  const parts = ["one", "two", "three"].map((heading) => ({ heading, drawing }));
  expect(row(parts, 10).width).toBe(3 * drawing.width + 2 * 10);
  expect(column(parts, 10).height).toBe(3 * row(parts).height + 2 * 10);
});
