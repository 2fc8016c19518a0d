import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { learningCurveFigure } from "../../figures/learning-curve.ts";
import { drawing } from "./drawing.ts";

const history = [
  { epoch: 1, loss: 0.3, valLoss: 0.2 },
  { epoch: 2, loss: 0.2, valLoss: 0.1 },
];
const figure = learningCurveFigure({ history, loss: "mse", title: "" });
const words = { id: "curve", caption: "A caption", title: 'A "title"', description: "It falls <here>" };
const drawn = (options = {}) => parseHTML(`<body>${drawing({ figure, ...words, ...options }).markup}</body>`).document;

it("a figure has a title and a description for screen readers", () => {
  for (const svg of drawn({ narrow: figure }).querySelectorAll("svg")) {
    expect(svg.getAttribute("role")).toBe("img");
    const said = svg
      .getAttribute("aria-labelledby")!
      .split(" ")
      .map((id) => svg.querySelector(`#${id}`)!.textContent);
    expect(said).toEqual(['A "title"', "It falls <here>"]);
    expect(svg.querySelectorAll("[aria-label]")).toHaveLength(0);
  }
  expect(drawn().querySelector("figcaption")!.textContent).toBe("A caption");
});

it("a figure has the page's colours, unless it stays on white", () => {
  expect(drawn().querySelector("svg")!.outerHTML).not.toMatch(/#[0-9a-f]{6}/);
  expect(drawn({ onPaper: true }).querySelector("svg")!.outerHTML).not.toContain("var(");
});

it("all ids are unique, even if there is a narrow version of a figure", () => {
  const ids = [...drawn({ narrow: figure }).querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(4);
});
